package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program of {@code src/lab} in a container's cgroup, started the way a container runtime starts
 * one: the directory first, then a process in it that prepares for a while, then the program.
 */
final class Workload implements AutoCloseable {
  private static final Path PROGRAMS = Path.of("src/target/lab/bin");
  private static final Path CGROUP_MOUNT = Path.of("/sys/fs/cgroup");

  private static final Pattern MEASURE = Pattern.compile("(\\w+)=(\\d+)");

  private final Process runtime;
  private final Path out;
  private final int pid;

  private Workload(Process runtime, Path out, int pid) {
    this.runtime = runtime;
    this.out = out;
    this.pid = pid;
  }

  /** How a runtime prepares a container, as options of {@code container.c}. */
  record Preparation(List<String> options) {
    /**
     * However slow an emulated cpu makes the agent, the program does not run before it is moved; at
     * most a little less than what the agent takes for a birth.
     */
    static final Preparation UNTIL_MOVED =
        new Preparation(List.of("--prepare-ms", "9000", "--until-moved"));

    /**
     * System calls, so many that an ordinary processor does them in 80 to 160 ms: on an emulated or
     * busy one they take longer, as what the agent does. Half of what Docker and runc take from a
     * container's directory to its program in the same guest, which was 4 to 5 s (seen on 6.1).
     */
    static final Preparation HALF_OF_DOCKERS =
        new Preparation(List.of("--prepare-ms", "0", "--prepare-rounds", "20"));

    static Preparation lasting(Duration duration) {
      return new Preparation(List.of("--prepare-ms", Long.toString(duration.toMillis())));
    }
  }

  /**
   * What the runtime sets before the program runs.
   *
   * @param zeroDeniedAfter after which it may not open /dev/zero any more
   */
  record Birth(
      int oomScoreAdj,
      long memoryMax,
      Preparation preparation,
      Optional<Duration> zeroDeniedAfter) {
    private static final Duration SHORT = Duration.ofMillis(500);

    Birth(int oomScoreAdj, long memoryMax, Duration preparation) {
      this(oomScoreAdj, memoryMax, Preparation.lasting(preparation), Optional.empty());
    }

    /** Prepared until the agent has moved it. */
    Birth adopted() {
      return new Birth(oomScoreAdj, memoryMax, Preparation.UNTIL_MOVED, zeroDeniedAfter);
    }

    /** Prepared by work, and quicker than a real container. */
    Birth quickerThanDocker() {
      return new Birth(oomScoreAdj, memoryMax, Preparation.HALF_OF_DOCKERS, zeroDeniedAfter);
    }

    /** With a device program, attached so long after the first process is there. */
    Birth denyingZeroAfter(Duration delay) {
      return new Birth(oomScoreAdj, memoryMax, preparation, Optional.of(delay));
    }

    /** As kubelet starts a Burstable container. */
    static Birth burstable(long memoryMax) {
      return new Birth(900, memoryMax, SHORT);
    }

    static Birth guaranteed(long memoryMax) {
      return new Birth(-997, memoryMax, SHORT);
    }
  }

  /** Starts a program in a container's cgroup; returns once its first process is in there. */
  static Workload start(CgroupPath container, Birth birth, String program, String... arguments) {
    try {
      var out = Files.createTempFile("workload", ".out");
      var command =
          new ArrayList<>(
              List.of(
                  PROGRAMS.resolve("container").toAbsolutePath().toString(),
                  "--cgroup",
                  CGROUP_MOUNT.resolve(container.value()).toString(),
                  "--oom",
                  Integer.toString(birth.oomScoreAdj())));
      command.addAll(birth.preparation().options());
      if (birth.memoryMax() > 0) {
        command.addAll(List.of("--memory-max", Long.toString(birth.memoryMax())));
      }
      birth
          .zeroDeniedAfter()
          .ifPresent(
              delay ->
                  command.addAll(List.of("--deny-zero-after-ms", Long.toString(delay.toMillis()))));
      command.addAll(List.of("--", PROGRAMS.resolve(program).toAbsolutePath().toString()));
      command.addAll(List.of(arguments));
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      return new Workload(process, out, firstPid(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a program of {@code src/lab} is, for one that starts it. */
  static String program(String name) {
    return PROGRAMS.resolve(name).toAbsolutePath().toString();
  }

  private static int firstPid(Path out) {
    return await()
        .atMost(Scenario.PATIENCE)
        .until(
            () -> Files.readAllLines(out),
            lines -> !lines.isEmpty() && lines.getFirst().matches("\\d+"))
        .stream()
        .findFirst()
        .map(Integer::parseInt)
        .orElseThrow();
  }

  /** The program's process, as this PID namespace numbers it. */
  int pid() {
    return pid;
  }

  boolean isAlive() {
    return runtime.isAlive();
  }

  /** Waits until the program has filled its memory and runs its period. */
  Workload awaitRunning() {
    await().atMost(Scenario.PATIENCE).until(() -> !measures().isEmpty());
    return this;
  }

  /** Returns when it has printed another line: what it felt before is counted in there. */
  Workload awaitOneLineMore() {
    var lines = output().lines().count();
    await().atMost(Scenario.PATIENCE).until(() -> output().lines().count() > lines);
    return this;
  }

  /** The latest line of measures that the program printed; empty before the first. */
  Map<String, Long> measures() {
    try {
      var measures = new HashMap<String, Long>();
      Files.readAllLines(out).stream()
          .filter(line -> line.contains("majflt="))
          .reduce((_, last) -> last)
          .ifPresent(line -> putAll(measures, line));
      return measures;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of the latest measures, such as {@code majflt}; see {@code src/lab/audio.c}. */
  long measure(String name) {
    return requireNonNull(measures().get(name), () -> name + " is not in: " + output());
  }

  private static void putAll(Map<String, Long> measures, String line) {
    MEASURE
        .matcher(line)
        .results()
        .forEach(found -> measures.put(found.group(1), Long.parseLong(found.group(2))));
  }

  String output() {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the program's own end and returns the exit status of the runtime. */
  int awaitEnd(Duration atMost) throws InterruptedException {
    if (!runtime.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + atMost + ": " + output());
    }
    return runtime.exitValue();
  }

  /** SIGTERM; returns the exit status of the runtime, which is the program's. */
  int terminate(Duration atMost) throws InterruptedException {
    runtime.destroy();
    return awaitEnd(atMost);
  }

  @Override
  public void close() {
    runtime.destroy();
    try {
      if (!runtime.waitFor(20, TimeUnit.SECONDS)) {
        runtime.destroyForcibly();
      }
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      await().atMost(Scenario.PATIENCE).until(() -> ProcessHandle.of(pid).isEmpty());
      Files.deleteIfExists(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

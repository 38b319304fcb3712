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

  /** What the runtime sets before the program runs. */
  record Birth(
      int oomScoreAdj, long memoryMax, Duration preparation, Optional<Duration> zeroDeniedAfter) {
    Birth(int oomScoreAdj, long memoryMax, Duration preparation) {
      this(oomScoreAdj, memoryMax, preparation, Optional.empty());
    }

    /** With a device program, attached so long after the first process is there. */
    Birth denyingZeroAfter(Duration delay) {
      return new Birth(oomScoreAdj, memoryMax, preparation, Optional.of(delay));
    }

    /** As kubelet starts a Burstable container; long enough for an emulated cpu. */
    static Birth burstable(long memoryMax) {
      return new Birth(900, memoryMax, Duration.ofSeconds(3));
    }

    static Birth guaranteed(long memoryMax) {
      return new Birth(-997, memoryMax, Duration.ofSeconds(3));
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
                  Integer.toString(birth.oomScoreAdj()),
                  "--prepare-ms",
                  Long.toString(birth.preparation().toMillis())));
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

  private static int firstPid(Path out) {
    return await()
        .atMost(Duration.ofSeconds(20))
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
    await().atMost(Duration.ofSeconds(90)).until(() -> !measures().isEmpty());
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

  @Override
  public void close() {
    runtime.destroy();
    try {
      if (!runtime.waitFor(20, TimeUnit.SECONDS)) {
        runtime.destroyForcibly();
      }
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      await().atMost(Duration.ofSeconds(20)).until(() -> ProcessHandle.of(pid).isEmpty());
      Files.deleteIfExists(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

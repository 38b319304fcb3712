package io.audionode.system;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code audionode} as a process of its own, for what only a process's end can show. */
final class AgentProcess implements AutoCloseable {
  private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"} ";

  private final Process process;
  private final Path out;

  private AgentProcess(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  /** Starts the command line with these arguments, as root or by way of another program. */
  static AgentProcess start(List<String> through, String... arguments) {
    try {
      var out = Files.createTempFile("audionode", ".out");
      var command = new ArrayList<>(through);
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "@" + Path.of("daemonset/java.options").toAbsolutePath(),
              // As the image does; scripts/lib/aot.sh makes it. One that cannot be used is an
              // error.
              "-XX:AOTMode=on",
              "-XX:AOTCache=" + Path.of("agent/target/audionode.aot").toAbsolutePath(),
              // Quicker to start on an emulated cpu; src/lab/junit.sh says why.
              "-XX:ActiveProcessorCount=1",
              "-jar",
              Path.of("agent/target/audionode.jar").toAbsolutePath().toString()));
      command.addAll(List.of(arguments));
      return new AgentProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start(),
          out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code run} over an agent's directories, with more options. */
  static AgentProcess run(Agent agent, String... options) {
    return run(List.of(), agent, options);
  }

  /** The same by way of another program. */
  static AgentProcess run(List<String> through, Agent agent, String... options) {
    var arguments =
        Stream.of(
            "run",
            "--pods",
            agent.pods.toString(),
            "--state",
            agent.state().toString(),
            "--listen",
            "127.0.0.1:0");
    return start(through, Stream.concat(arguments, Stream.of(options)).toArray(String[]::new));
  }

  /** Its API, once it has said that it answers. */
  AgentApi api() {
    return AgentApi.of(output());
  }

  long pid() {
    return process.pid();
  }

  /** Bytes of its heap that are reachable: what is left of it after a collection. */
  long heap() {
    collect();
    return api()
        .body("/metrics")
        .lines()
        .filter(row -> row.startsWith(HEAP))
        .map(row -> (long) Double.parseDouble(row.substring(HEAP.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + HEAP));
  }

  private void collect() {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var run = new ProcessBuilder(jcmd, Long.toString(pid()), "GC.run");
      var status = run.redirectErrorStream(true).redirectOutput(DISCARD).start().waitFor();
      if (status != 0) {
        throw new AssertionError("no collection: " + output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** SIGTERM; returns the exit status. */
  int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(Scenario.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running: " + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  String output() {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AgentProcess awaitOutput(String text) {
    await().atMost(Scenario.PATIENCE).until(() -> output().contains(text) || !process.isAlive());
    if (!output().contains(text)) {
      throw new AssertionError("ended without the words \"" + text + "\": " + output());
    }
    return this;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}

package io.audionode.code;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.docs.StartRow;
import io.audionode.docs.StartRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts the agent again and again on a node of plain files, which {@code scripts/bench start} lays
 * out, and waits until it is ready.
 */
final class Starts {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How often it is asked; no more than that is a time too long. */
  private static final Duration PAUSE = Duration.ofMillis(2);

  private static final double MIB = 1 << 20;
  private static final int ANSWER_MILLIS = 10_000;
  private static final byte[] QUESTION =
      "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final List<String> node;
  private final Path scratch;

  private Starts(List<String> node, Path scratch) {
    this.node = node;
    this.scratch = scratch;
  }

  /**
   * @param title of what starts it
   * @param command up to the agent's own arguments
   */
  private record Candidate(String title, List<String> command) {
    static Candidate parse(String line) {
      var words = List.of(line.split("\t", -1));
      return new Candidate(words.getFirst(), words.subList(1, words.size()));
    }
  }

  private record Start(long readyMillis, long cpuMillis, double rssMib) {}

  /**
   * Measures, records and prints.
   *
   * @param arguments where figures go; the command that asked for them; how many rounds; a file of
   *     candidates, a line each of words with tabs between; the image's bytes; the agent's options
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    var out = Path.of(arguments[0]);
    var rounds = Integer.parseInt(arguments[2]);
    var candidates =
        Files.readAllLines(Path.of(arguments[3])).stream().map(Candidate::parse).toList();
    var options = List.of(arguments).subList(5, arguments.length);
    var starts =
        new Starts(options, Files.createTempDirectory(out.toAbsolutePath().getParent(), "s"));
    var all = candidates.stream().map(_ -> new ArrayList<Start>()).toList();
    for (var round = 0; round < rounds; round++) {
      for (var i = 0; i < candidates.size(); i++) {
        all.get(i).add(starts.start(candidates.get(i).command()));
        System.err.println(candidates.get(i).title() + ": " + all.get(i).getLast());
      }
    }
    var rows = new ArrayList<StartRow>();
    for (var i = 0; i < candidates.size(); i++) {
      var times = all.get(i);
      rows.add(
          new StartRow(
              candidates.get(i).title(),
              times.stream().map(Start::readyMillis).toList(),
              times.stream().map(Start::cpuMillis).toList(),
              times.getLast().rssMib()));
    }
    var run = new StartRun(CodeBenchmarks.origin(arguments[1]), Long.parseLong(arguments[4]), rows);
    Files.writeString(out, run.json());
    System.out.println(run.markdown());
  }

  private Start start(List<String> command) throws IOException, InterruptedException {
    var port = freePort();
    var whole = new ArrayList<>(command);
    whole.addAll(List.of("run", "--listen", "127.0.0.1:" + port));
    whole.addAll(node);
    var log = scratch.resolve("agent.log");
    var start = System.nanoTime();
    var process =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      while (!isReady(port)) {
        if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new IllegalStateException("not ready: " + whole + ": " + Files.readString(log));
        }
        Thread.sleep(PAUSE);
      }
      var ready = System.nanoTime() - start;
      var cpu = process.info().totalCpuDuration().orElseThrow();
      var rss = new ProcFs(Linux.system()).smapsRollup((int) process.pid()).rss();
      return new Start(TimeUnit.NANOSECONDS.toMillis(ready), cpu.toMillis(), rss.value() / MIB);
    } finally {
      process.destroy();
      process.waitFor();
      cleanUp();
    }
  }

  /** Which somebody else may take meanwhile; then the agent says so, and the run fails. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isReady(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(QUESTION);
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.startsWith("HTTP/1.1 200 ");
    } catch (IOException _) {
      return false; // nobody listens yet
    }
  }

  /** What the agent made of its own. */
  private void cleanUp() throws IOException {
    for (var option : List.of("--cgroup-root", "--state")) {
      var directory = Path.of(node.get(node.indexOf(option) + 1));
      delete(option.equals("--state") ? directory : directory.resolve("audio"));
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}

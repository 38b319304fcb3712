package io.audionode.system;

import io.audionode.docs.CostRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a process has used so far, as {@code /proc} counts it. Threads that have ended are not in
 * there.
 *
 * @param cpuNanos on processors, of all its threads
 * @param switches context switches of all its threads
 * @param reads system calls that read
 * @param readBytes what they read
 */
record ProcessCost(long cpuNanos, long switches, long reads, long readBytes) {
  private static final double KIB_OF_MIB = 1024;

  static ProcessCost of(long pid) {
    var process = process(pid);
    var io = lines(process.resolve("io"));
    return new ProcessCost(
        sumOfTasks(process, task -> number(lines(task.resolve("schedstat")), "")),
        sumOfTasks(process, task -> switches(lines(task.resolve("status")))),
        number(io, "syscr:"),
        number(io, "rchar:"));
  }

  /**
   * What a daemon costs, from what it used in so long.
   *
   * @param readyMillis from its start until all pods were protected
   */
  static CostRow row(String daemon, int pods, @Nullable Long readyMillis, long pid, Duration window)
      throws InterruptedException {
    var before = of(pid);
    Thread.sleep(window);
    var after = of(pid);
    var rollup = lines(process(pid).resolve("smaps_rollup"));
    var held = Resources.of(pid);
    return new CostRow(
        daemon,
        pods,
        readyMillis,
        number(rollup, "Rss:") / KIB_OF_MIB,
        number(rollup, "Pss_Anon:") / KIB_OF_MIB,
        held.threads(),
        held.files(),
        inAMinute(after.cpuNanos - before.cpuNanos, window) / 1_000_000,
        inAMinute(after.switches - before.switches, window),
        inAMinute(after.reads - before.reads, window),
        inAMinute(after.readBytes - before.readBytes, window) >> 10);
  }

  private static long inAMinute(long count, Duration window) {
    return count * Duration.ofMinutes(1).toSeconds() / window.toSeconds();
  }

  private static Path process(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  private static long sumOfTasks(Path process, ToLongFunction<Path> count) {
    try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
      return tasks.toList().stream().mapToLong(task -> ofTask(task, count)).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ofTask(Path task, ToLongFunction<Path> count) {
    try {
      return count.applyAsLong(task);
    } catch (UncheckedIOException e) {
      if (Files.exists(task)) {
        throw e;
      }
      return 0; // it has ended
    }
  }

  private static long switches(List<String> status) {
    return number(status, "voluntary_ctxt_switches:")
        + number(status, "nonvoluntary_ctxt_switches:");
  }

  /** The first number of the line that starts so. */
  private static long number(List<String> lines, String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip().split(" ", 2)[0])
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + start + " in " + lines));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

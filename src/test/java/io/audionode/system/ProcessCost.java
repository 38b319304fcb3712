package io.audionode.system;

import io.audionode.docs.CostRow;
import io.audionode.docs.ThreadCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a process has used so far, as {@code /proc} counts it. Threads that have ended are not in
 * there.
 *
 * @param tasks its threads, by TID
 * @param reads system calls that read
 * @param readBytes what they read
 */
record ProcessCost(Map<Long, Task> tasks, long reads, long readBytes) {
  private static final double KIB_OF_MIB = 1024;
  private static final long NANOS_OF_MILLI = 1_000_000;

  /**
   * A thread.
   *
   * @param cpuNanos on processors
   * @param switches context switches
   */
  private record Task(String name, long cpuNanos, long switches) {
    static final Task NEW = new Task("", 0, 0);

    static Task of(Path task) {
      var status = lines(task.resolve("status"));
      return new Task(
          lines(task.resolve("comm")).getFirst().replaceFirst("[-#_ ]*[0-9]+$", ""),
          number(lines(task.resolve("schedstat")), ""),
          number(status, "voluntary_ctxt_switches:")
              + number(status, "nonvoluntary_ctxt_switches:"));
    }

    Task since(Task before) {
      return new Task(name, cpuNanos - before.cpuNanos, switches - before.switches);
    }
  }

  static ProcessCost of(long pid) {
    var process = process(pid);
    var io = lines(process.resolve("io"));
    return new ProcessCost(tasks(process), number(io, "syscr:"), number(io, "rchar:"));
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
    var used = after.since(before);
    var rollup = lines(process(pid).resolve("smaps_rollup"));
    var held = Resources.of(pid);
    return new CostRow(
        daemon,
        pods,
        readyMillis,
        number(rollup, "Rss:") / KIB_OF_MIB,
        number(rollup, "Pss_Anon:") / KIB_OF_MIB,
        held.threads(),
        held.files().size(),
        inAMinute(sum(used, Task::cpuNanos), window) / NANOS_OF_MILLI,
        inAMinute(sum(used, Task::switches), window),
        inAMinute(after.reads - before.reads, window),
        inAMinute(after.readBytes - before.readBytes, window) >> 10,
        byThread(used, window));
  }

  private List<Task> since(ProcessCost before) {
    return tasks.entrySet().stream()
        .map(task -> task.getValue().since(before.tasks.getOrDefault(task.getKey(), Task.NEW)))
        .filter(used -> used.switches > 0)
        .toList();
  }

  private static long sum(List<Task> used, ToLongFunction<Task> count) {
    return used.stream().mapToLong(count).sum();
  }

  private static List<ThreadCost> byThread(List<Task> used, Duration window) {
    return used.stream().collect(Collectors.groupingBy(Task::name)).entrySet().stream()
        .map(
            named ->
                new ThreadCost(
                    named.getKey(),
                    named.getValue().size(),
                    inAMinute(sum(named.getValue(), Task::cpuNanos), window) / NANOS_OF_MILLI,
                    inAMinute(sum(named.getValue(), Task::switches), window)))
        .sorted(Comparator.comparingLong(ThreadCost::cpuMillis).reversed())
        .toList();
  }

  private static long inAMinute(long count, Duration window) {
    return count * Duration.ofMinutes(1).toSeconds() / window.toSeconds();
  }

  private static Path process(long pid) {
    return Path.of("/proc", Long.toString(pid));
  }

  private static Map<Long, Task> tasks(Path process) {
    try (Stream<Path> paths = Files.list(process.resolve("task"))) {
      var tasks = new HashMap<Long, Task>();
      for (var path : paths.toList()) {
        task(path).ifPresent(task -> tasks.put(Long.valueOf(path.getFileName().toString()), task));
      }
      return tasks;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty when it has ended. */
  private static Optional<Task> task(Path path) {
    try {
      return Optional.of(Task.of(path));
    } catch (UncheckedIOException e) {
      if (Files.exists(path)) {
        throw e;
      }
      return Optional.empty();
    }
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

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a process holds, as the kernel counts it.
 *
 * @param files what its file descriptors are open on
 * @param threads tasks, but for those that the JVM keeps for child processes
 * @param watches of inotify
 */
record Resources(List<String> files, int threads, int watches) {
  /** By how many bytes a heap may differ that holds the same. */
  static final long HEAP_MARGIN = 8 * Scenario.MIB;

  /** Each loop that opens files has looked since: the slowest, at pressure, does each minute. */
  private static final Duration A_WHILE = Duration.ofSeconds(62);

  /** The JVM's own come and go with its load: carriers of virtual threads, the common pool. */
  private static final int THREADS_MARGIN = 8;

  /** Waits for a child process's end, and a minute longer for the next one. */
  private static final String REAPER = "process reaper";

  /** Those of a process and of no other. */
  static Resources of(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    return new Resources(
        names(process.resolve("fd")).stream().flatMap(fd -> target(fd).stream()).sorted().toList(),
        (int) names(process.resolve("task")).stream().filter(Resources::isKept).count(),
        names(process.resolve("fdinfo")).stream().mapToInt(Resources::watches).sum());
  }

  static Resources ofThisProcess() {
    return of(ProcessHandle.current().pid());
  }

  /** Once no file came or went for a while: loops open what is new each in turn. */
  static Resources settled(long pid) {
    var last = new AtomicReference<>(of(pid));
    await()
        .atMost(Scenario.PATIENCE)
        .pollInterval(A_WHILE)
        .until(
            () -> {
              var now = of(pid);
              return now.files.equals(last.getAndSet(now).files);
            });
    return last.get();
  }

  /** Bytes of this process's heap that are reachable. */
  static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Waits until this process holds no more than these, and about as much heap. */
  void awaitAgain(long heap) {
    await()
        .atMost(Scenario.PATIENCE)
        .untilAsserted(
            () -> {
              assertNoMore(ofThisProcess());
              assertThat(heap()).as("heap").isLessThan(heap + HEAP_MARGIN);
            });
  }

  /** Waits until no more is held than these. */
  void awaitAgain(Supplier<Resources> holder) {
    await().atMost(Scenario.PATIENCE).untilAsserted(() -> assertNoMore(holder.get()));
  }

  private void assertNoMore(Resources now) {
    assertThat(now.files)
        .as("open files, more than before: %s", now.filesBeside(files))
        .hasSizeLessThanOrEqualTo(files.size());
    assertThat(now.watches).as("watches").isLessThanOrEqualTo(watches);
    assertThat(now.threads).as("threads").isLessThanOrEqualTo(threads + THREADS_MARGIN);
  }

  private List<String> filesBeside(List<String> before) {
    var more = new ArrayList<>(files);
    before.forEach(more::remove); // one of each
    return more;
  }

  /** Empty for one that was closed meanwhile. */
  private static Optional<String> target(Path fd) {
    try {
      return Optional.of(Files.readSymbolicLink(fd).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<Path> names(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isKept(Path task) {
    try {
      return !Files.readAllLines(task.resolve("comm")).contains(REAPER);
    } catch (IOException e) {
      return false; // ended meanwhile
    }
  }

  private static int watches(Path info) {
    try {
      return (int)
          Files.readAllLines(info).stream().filter(line -> line.startsWith("inotify wd:")).count();
    } catch (IOException e) {
      return 0; // closed meanwhile: ENOENT, also from a read
    }
  }
}

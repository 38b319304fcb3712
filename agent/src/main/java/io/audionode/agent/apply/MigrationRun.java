package io.audionode.agent.apply;

import io.audionode.agent.model.Migration;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.Mapping;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessPages;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One container's migration: goes through all pages of all its processes, moves those that are
 * elsewhere, and begins again until a pass has moved nothing. What has been moved is never looked
 * for again but by the kernel's own word, so a migration that was cut off is resumed by beginning
 * anew.
 */
final class MigrationRun implements Runnable {
  /** A program that keeps allocating elsewhere would never be through. */
  private static final int MOST_PASSES = 5;

  /** How many pages the kernel is asked for at once. */
  private static final int ASKED = 512;

  private static final Duration LEARN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LEAST_REST = Duration.ofMillis(1);
  private static final Duration MOST_REST = Duration.ofMillis(100);
  private static final Duration TELL = Duration.ofSeconds(2);

  private final CgroupPath home;
  private final int node;
  private final Tools tools;
  private final Progress progress;
  private final PageMover mover;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long told = System.nanoTime();

  /**
   * What a run works with.
   *
   * @param watch makes the watch over the container, when its turn has come
   * @param changed told when its state is another one, and every two seconds
   */
  record Tools(
      ProcFs proc, StrainReader reader, Watching watch, Duration budget, Runnable changed) {}

  /** Makes a watch. */
  interface Watching {
    StrainWatch over(CgroupPath home);
  }

  MigrationRun(CgroupPath home, int node, Tools tools) {
    this.home = home;
    this.node = node;
    this.tools = tools;
    this.progress = new Progress(home, node);
    this.mover = new PageMover(node, tools.budget(), progress);
  }

  Migration now() {
    return progress.now();
  }

  /** Ends it at the next batch. Any thread. */
  void stop() {
    stopped.countDown();
  }

  @Override
  public void run() {
    try {
      sleep(Duration.ZERO);
      progress.begin();
      var watch = tools.watch().over(home);
      sleep(LEARN);
      watch.learn();
      become(State.MOVING, null);
      passes(watch);
      progress.done();
      tools.changed().run();
    } catch (CancellationException _) {
      // whoever stopped it knows
    } catch (RuntimeException e) {
      // Of any kind: it is told, and costs nobody else anything.
      become(State.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void passes(StrainWatch watch) {
    var before = Bytes.ZERO;
    do {
      before = now().moved();
      progress.pass(away());
      tools.reader().processes(home).forEach(pid -> process(pid, watch));
    } while (now().moved().compareTo(before) > 0 && now().pass() < MOST_PASSES);
  }

  private Bytes away() {
    return tools.reader().processes(home).stream().map(this::away).reduce(Bytes.ZERO, Bytes::plus);
  }

  private Bytes away(int pid) {
    try {
      var maps = tools.proc().numaMaps(pid);
      return maps.total().minusOrZero(maps.on(node));
    } catch (KernelException.Gone _) {
      return Bytes.ZERO;
    }
  }

  private void process(int pid, StrainWatch watch) {
    try (var pages = tools.proc().pages(tools.proc().processId(pid))) {
      pages.mappings().stream()
          .filter(mapping -> mapping.away(node).value() > 0)
          .forEach(mapping -> mapping(pages, mapping, watch));
    } catch (KernelException.Gone _) {
      // it has ended, and its pages with it
    } catch (KernelException.Refused e) {
      // move_pages(2) answers EINVAL of a process that has ended and was not reaped yet
      if (!hasEnded(pid)) {
        throw e;
      }
    }
  }

  private boolean hasEnded(int pid) {
    try {
      var state = tools.proc().stat(pid).state();
      return state == 'Z' || state == 'X';
    } catch (KernelException.Gone _) {
      return true;
    }
  }

  private void mapping(ProcessPages pages, Mapping mapping, StrainWatch watch) {
    var size = pages.pageSize();
    var count = (mapping.end() - mapping.start()) / size;
    for (var first = 0L; first < count; first += ASKED) {
      var begin = mapping.start() + first * size;
      var addresses =
          LongStream.range(0, Math.min(ASKED, count - first)).map(i -> begin + i * size).toArray();
      move(pages, elsewhere(addresses, pages.where(addresses)), watch);
      sleep(Duration.ZERO);
    }
  }

  private long[] elsewhere(long[] addresses, int[] nodes) {
    var elsewhere = new long[addresses.length];
    var count = 0;
    for (var i = 0; i < addresses.length; i++) {
      if (nodes[i] >= 0 && nodes[i] != node) {
        elsewhere[count++] = addresses[i];
      }
    }
    return Arrays.copyOf(elsewhere, count);
  }

  private void move(ProcessPages pages, long[] addresses, StrainWatch watch) {
    for (var from = 0; from < addresses.length; ) {
      pauseWhileSuffering(watch);
      var to = Math.min(addresses.length, from + mover.batch());
      var took = mover.move(pages, Arrays.copyOfRange(addresses, from, to));
      from = to;
      tell();
      rest(took);
    }
  }

  private void pauseWhileSuffering(StrainWatch watch) {
    var reason = watch.suffering();
    if (reason.isEmpty()) {
      return;
    }
    become(State.PAUSED, reason.get());
    while (watch.suffering().isPresent()) {
      sleep(PAUSE);
    }
    become(State.MOVING, null);
  }

  private void tell() {
    if (System.nanoTime() - told > TELL.toNanos()) {
      told = System.nanoTime();
      tools.changed().run();
    }
  }

  private void become(State state, @Nullable String why) {
    progress.state(state, why);
    told = System.nanoTime();
    tools.changed().run();
  }

  /** As long again as a call took, so that at most half of the time is spent in calls. */
  private void rest(Duration took) {
    var most = took.compareTo(MOST_REST) > 0 ? MOST_REST : took;
    sleep(most.compareTo(LEAST_REST) < 0 ? LEAST_REST : most);
  }

  private void sleep(Duration duration) {
    try {
      if (stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new CancellationException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}

package io.audionode.agent.apply;

import io.audionode.agent.apply.ContainerPages.Spread;
import io.audionode.agent.model.Migration;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.proc.Mapping;
import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One container's migration: goes through all pages of all its processes, moves those that are
 * elsewhere, and begins again until a pass has moved nothing. What has been moved is never looked
 * for again but by the kernel's own word, so a migration that was cut off is resumed by beginning
 * anew.
 */
final class MigrationRun {
  /** A program that keeps allocating elsewhere would never be through. */
  private static final int MOST_PASSES = 5;

  /** So often, and for so long, it is waited for pages that the kernel hides. */
  private static final int MOST_WAITS = 10;

  private static final Duration HIDDEN = Duration.ofSeconds(2);

  /** How many pages the kernel is asked for at once. */
  private static final int ASKED = 512;

  private static final Duration LEARN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LEAST_REST = Duration.ofMillis(1);
  private static final Duration MOST_REST = Duration.ofMillis(100);
  private static final Duration TELL = Duration.ofSeconds(2);

  /** Until the loop has seen that it moves, and has sent the threads ahead. */
  private static final Duration THREADS_FIRST = Duration.ofSeconds(1);

  private final int node;
  private final Tools tools;
  private final Time time;
  private final Progress progress;
  private final PageMover mover;
  private final Turns turns;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long told;

  /**
   * What a run works with.
   *
   * @param watch makes the watch over the container, when its turn has come
   * @param budget how long one call may take
   * @param changed told when its state is another one, and every two seconds
   */
  record Tools(
      ContainerPages pages, Supplier<StrainWatch> watch, Duration budget, Runnable changed) {}

  MigrationRun(CgroupPath home, int node, Tools tools, Time time) {
    this.node = node;
    this.tools = tools;
    this.time = time;
    this.progress = new Progress(home, node, time);
    this.mover = new PageMover(node, tools.budget(), progress, time);
    this.turns = new Turns(time);
    this.told = time.nanos();
  }

  /** Its turn is over, though it is not through. */
  private static final class TurnIsOver extends RuntimeException {
    private static final long serialVersionUID = 1;

    TurnIsOver(String reason) {
      super("paused for long: " + reason);
    }
  }

  Migration now() {
    return progress.now();
  }

  /** Ends it at the next batch. Any thread. */
  void stop() {
    stopped.countDown();
  }

  /**
   * Goes on until it is through, or has paused for too long.
   *
   * @return after how long it is to have another turn; empty when it is through
   */
  Optional<Duration> turn() {
    try {
      sleep(Duration.ZERO);
      progress.begin();
      turns.begin();
      var watch = tools.watch().get();
      sleep(LEARN);
      watch.learn();
      await(watch, State.WAITING);
      become(State.MOVING, null);
      turns.begin();
      sleep(THREADS_FIRST);
      passes(watch);
      progress.done(spread());
      tools.changed().run();
    } catch (TurnIsOver e) {
      return next(String.valueOf(e.getMessage()));
    } catch (CancellationException _) {
      // whoever stopped it knows
    } catch (RuntimeException | OutOfMemoryError e) {
      // Of any kind, also a process with more mappings than fit: it costs nobody else anything.
      become(State.FAILED, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<Duration> next(String reason) {
    var wait = turns.next(now().left(), now().state() != State.WAITING);
    if (wait.isEmpty()) {
      become(State.FAILED, "%d turns came no further, %s".formatted(Turns.MOST, reason));
      return wait;
    }
    progress.passTurn(reason);
    tools.changed().run();
    return wait;
  }

  private void passes(StrainWatch watch) {
    var passes = 0;
    var waits = 0;
    boolean goesOn;
    do {
      if (pass(watch)) {
        passes++;
        goesOn = passes < MOST_PASSES;
      } else {
        waits++;
        goesOn = waits <= MOST_WAITS && progress.hides(spread());
        sleep(goesOn ? HIDDEN : Duration.ZERO);
      }
    } while (goesOn);
  }

  /** Goes through everything once; returns whether anything moved. */
  private boolean pass(StrainWatch watch) {
    var before = now().moved();
    var away = spread().away();
    turns.away(away);
    progress.pass(away);
    tools.pages().processes().forEach(process -> move(process, watch));
    return now().moved().compareTo(before) > 0;
  }

  private Spread spread() {
    return tools.pages().processes().stream().map(this::spread).reduce(Spread.NONE, Spread::plus);
  }

  /** Has to be known: the write that narrows the memory nodes moves all that is left at once. */
  private Spread spread(ProcessId process) {
    try {
      return Spread.of(tools.pages().where(process), node);
    } catch (KernelException.Gone _) {
      return Spread.NONE;
    } catch (KernelException e) {
      if (tools.pages().hasEnded(process)) {
        return Spread.NONE;
      }
      throw e;
    }
  }

  /** What fails about one process is that one's. */
  private void move(ProcessId process, StrainWatch watch) {
    try (var pages = tools.pages().open(process)) {
      pages.mappings().stream()
          .filter(mapping -> mapping.away(node).value() > 0)
          .forEach(mapping -> mapping(pages, mapping, watch));
    } catch (KernelException.Unsupported e) {
      throw e;
    } catch (KernelException e) {
      // move_pages(2) answers EINVAL of a process that has ended and was not reaped yet
      if (!tools.pages().hasEnded(process)) {
        var reason = "process %d: %s".formatted(process.pid(), e.getMessage());
        progress.stays(spread(process).away(), reason);
      }
    }
  }

  private void mapping(MovablePages pages, Mapping mapping, StrainWatch watch) {
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

  private void move(MovablePages pages, long[] addresses, StrainWatch watch) {
    for (var from = 0; from < addresses.length; ) {
      if (await(watch, State.PAUSED)) {
        become(State.MOVING, null);
      }
      var to = Math.min(addresses.length, from + mover.batch());
      var took = mover.move(pages, Arrays.copyOfRange(addresses, from, to));
      from = to;
      tell();
      rest(took);
    }
  }

  /**
   * Waits until nobody suffers, and while anybody does is in that state.
   *
   * @return whether anybody did
   * @throws TurnIsOver when that takes long
   */
  private boolean await(StrainWatch watch, State state) {
    var reason = watch.suffering();
    if (reason.isEmpty()) {
      return false;
    }
    become(state, reason.get());
    for (; reason.isPresent(); reason = watch.suffering()) {
      if (turns.isOver()) {
        throw new TurnIsOver(reason.get());
      }
      sleep(PAUSE);
      turns.suffered(PAUSE);
    }
    return true;
  }

  private void tell() {
    if (time.since(told).compareTo(TELL) > 0) {
      told = time.nanos();
      tools.changed().run();
    }
  }

  private void become(State state, @Nullable String why) {
    progress.state(state, why);
    told = time.nanos();
    tools.changed().run();
  }

  /** As long again as a call took, so that at most half of the time is spent in calls. */
  private void rest(Duration took) {
    var most = took.compareTo(MOST_REST) > 0 ? MOST_REST : took;
    sleep(most.compareTo(LEAST_REST) < 0 ? LEAST_REST : most);
  }

  private void sleep(Duration duration) {
    try {
      if (time.sleep(duration, stopped)) {
        throw new CancellationException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException();
    }
  }
}

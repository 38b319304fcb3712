package io.audionode.agent.apply;

import io.audionode.agent.plan.Action;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread for writes that the kernel may take long over: migration, reclaim.
 *
 * <p>A write(2) cannot be called off, so one that passes its deadline goes on here, in order, while
 * the loop goes on elsewhere, and is told of once it is through. As many as the lane holds may be
 * under way or wait; further ones are skipped until one is through. For one thread, the loop's.
 */
final class SlowLane implements AutoCloseable {
  /** Longer than any write takes. */
  static final Duration HOWEVER_LONG = Duration.ofDays(365);

  private final Duration deadline;
  private final int most;
  private final ExecutorService thread;

  /** Those that passed their deadline and of which nothing more was told, in order. */
  private final Deque<Late> late = new ArrayDeque<>();

  private record Late(Action action, Future<Outcome> write) {
    boolean isThrough() {
      return write.isDone();
    }

    /** Of one that is through. */
    Outcome outcome() {
      return write.state() == Future.State.SUCCESS
          ? write.resultNow()
          : failed(action, write.exceptionNow());
    }
  }

  /**
   * @param deadline how long the loop waits for a write
   * @param most how many writes may be under way at once
   */
  SlowLane(String name, Duration deadline, int most) {
    this.deadline = deadline;
    this.most = most;
    this.thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
  }

  /** Whether a write that passed its deadline is still under way. */
  boolean isBusy() {
    return underWay() > 0;
  }

  private long underWay() {
    return late.stream().filter(write -> !write.isThrough()).count();
  }

  Outcome run(Action action, Supplier<Outcome> write) {
    if (underWay() >= most) {
      return new Outcome.Skipped(action, "an earlier write is still under way");
    }
    var task = thread.submit(write::get);
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      late.add(new Late(action, task));
      return new Outcome.Skipped(action, "still under way after " + deadline.toMillis() + " ms");
    } catch (InterruptedException e) {
      late.add(new Late(action, task));
      Thread.currentThread().interrupt();
      return new Outcome.Skipped(action, "interrupted while waiting for it");
    } catch (ExecutionException e) {
      return failed(action, e.getCause());
    }
  }

  private static Outcome failed(Action action, @Nullable Throwable cause) {
    return new Outcome.Refused(action, String.valueOf(cause));
  }

  /** What became of the writes that passed their deadline and are through by now, each once. */
  List<Outcome> late() {
    var through = new ArrayList<Outcome>();
    while (!late.isEmpty() && late.getFirst().isThrough()) {
      through.add(late.removeFirst().outcome());
    }
    return through;
  }

  /** Waits until nothing is under way, at most so long. */
  void settle(Duration atMost) {
    var end = System.nanoTime() + atMost.toNanos();
    for (var one : late) {
      try {
        one.write().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        // late() tells of it.
      }
    }
  }

  /** What has not begun is never done; what is under way goes on. */
  @Override
  public void close() {
    late.forEach(one -> one.write().cancel(false));
    thread.shutdown();
  }
}

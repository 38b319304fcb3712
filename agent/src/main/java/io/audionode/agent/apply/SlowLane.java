package io.audionode.agent.apply;

import io.audionode.agent.plan.Action;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A platform thread for writes that the kernel may take long over: migration, reclaim.
 *
 * <p>A write(2) cannot be called off, so one that passes its deadline goes on here, in order, while
 * the loop goes on elsewhere. As many as the lane holds may be under way or wait; further ones are
 * skipped until one is through. For one thread, the loop's.
 */
final class SlowLane implements AutoCloseable {
  /** Longer than any write takes. */
  static final Duration HOWEVER_LONG = Duration.ofDays(365);

  private final Duration deadline;
  private final int most;
  private final ExecutorService thread;
  private final Deque<Future<Outcome>> underWay = new ArrayDeque<>();

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
    underWay.removeIf(Future::isDone);
    return !underWay.isEmpty();
  }

  Outcome run(Action action, Supplier<Outcome> write) {
    underWay.removeIf(Future::isDone);
    if (underWay.size() >= most) {
      return new Outcome.Skipped(action, "an earlier write is still under way");
    }
    var task = thread.submit(write::get);
    underWay.add(task);
    try {
      return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Outcome.Skipped(action, "still under way after " + deadline.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Skipped(action, "interrupted while waiting for it");
    } catch (ExecutionException e) {
      return new Outcome.Refused(action, String.valueOf(e.getCause()));
    }
  }

  /** Waits until nothing is under way, and for each write at most so long. */
  void settle(Duration atMost) {
    for (var task : underWay) {
      try {
        task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException e) {
        // Its outcome is told by the next look.
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}

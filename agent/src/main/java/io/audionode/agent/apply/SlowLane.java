package io.audionode.agent.apply;

import io.audionode.agent.plan.Action;
import java.time.Duration;
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
 * <p>A write(2) cannot be called off, so one that passes its deadline goes on here while the loop
 * goes on elsewhere; further slow writes are skipped until it is through.
 */
final class SlowLane implements AutoCloseable {
  private final Duration deadline;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("audionode-slow-writes").daemon().factory());
  private @Nullable Future<Outcome> underWay;

  SlowLane(Duration deadline) {
    this.deadline = deadline;
  }

  Outcome run(Action action, Supplier<Outcome> write) {
    if (underWay != null && !underWay.isDone()) {
      return new Outcome.Skipped(action, "an earlier write is still under way");
    }
    var task = thread.submit(write::get);
    underWay = task;
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

  /** Waits, however long it takes, until nothing is under way. */
  void settle() {
    var task = underWay;
    if (task == null) {
      return;
    }
    try {
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // Its outcome is told by the next look.
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}

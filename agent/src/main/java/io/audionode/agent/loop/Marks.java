package io.audionode.agent.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whether a look is due. Marks do not queue: any number of them before a run means one run, and any
 * number during a run means one more.
 */
public final class Marks {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean marked = true;
  private boolean ended;
  private long total;
  private @Nullable Long dueNanos;
  private @Nullable Long markedNanos;
  private @Nullable Long servedNanos;

  /** Asks for a run. Any thread. */
  public void mark() {
    lock.lock();
    try {
      marked = true;
      markedNanos = markedNanos == null ? (Long) System.nanoTime() : markedNanos;
      total++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Asks for a run so much later; an earlier one makes it needless. Any thread. */
  public void markIn(Duration delay) {
    lock.lock();
    try {
      var due = System.nanoTime() + delay.toNanos();
      dueNanos = dueNanos == null || due - dueNanos < 0 ? (Long) due : dueNanos;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the loop after the run under way. Any thread. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many marks there were, for the metrics. */
  public long total() {
    lock.lock();
    try {
      return total;
    } finally {
      lock.unlock();
    }
  }

  /** How long ago the first mark came that led to the present run; empty when none did. */
  public Optional<Duration> waited() {
    lock.lock();
    try {
      return Optional.ofNullable(servedNanos).map(at -> Duration.ofNanos(System.nanoTime() - at));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a mark, at most so long.
   *
   * @return false when the loop should end
   */
  boolean await(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var end = System.nanoTime() + atMost.toNanos();
      var left = left(end);
      while (!marked && !ended && left > 0) {
        changed.awaitNanos(left);
        left = left(end);
      }
      marked = false;
      servedNanos = markedNanos;
      markedNanos = null;
      dueNanos = null;
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  private long left(long end) {
    var now = System.nanoTime();
    return dueNanos == null ? end - now : Math.min(end - now, dueNanos - now);
  }

  @Override
  public String toString() {
    return "Marks[" + total() + "]";
  }
}

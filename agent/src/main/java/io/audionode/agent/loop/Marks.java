package io.audionode.agent.loop;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

  /** Asks for a run. Any thread. */
  public void mark() {
    lock.lock();
    try {
      marked = true;
      total++;
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

  /**
   * Waits for a mark, at most so long.
   *
   * @return false when the loop should end
   */
  boolean await(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      var left = atMost.toNanos();
      while (!marked && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      marked = false;
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "Marks[" + total() + "]";
  }
}

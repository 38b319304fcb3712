package io.audionode.agent.report.events.cluster;

import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that is told to end, and wakes from any wait when it is. */
final class Worker implements AutoCloseable {
  /** A request under way is interrupted; it must not hold up the end of the agent. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final CountDownLatch end = new CountDownLatch(1);
  private final Pulse pulse;
  private final Thread thread;

  private Worker(String name, Job job, boolean again) {
    pulse = new Pulse(name, Clocks.system());
    thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(job, again));
  }

  /** Does something once. */
  static Worker once(String name, Job job) {
    return new Worker(name, job, false);
  }

  /**
   * Does something again and again until it is told to end. A job that throws is logged, and done
   * again a second later: nobody else would notice that its thread is gone.
   */
  static Worker repeating(String name, Job job) {
    return new Worker(name, job, true);
  }

  /** What the thread does. */
  interface Job {
    void run() throws InterruptedException;
  }

  private void run(Job job, boolean again) {
    try {
      do {
        if (!pulse.guard(job::run)) {
          pause(AFTER_FAILURE);
        }
      } while (again && !ended());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How it is doing. Any thread. */
  Pulse pulse() {
    return pulse;
  }

  void start() {
    thread.start();
  }

  boolean ended() {
    return end.getCount() == 0;
  }

  /** Waits so long; false when the thread should end. For the thread itself. */
  boolean pause(Duration duration) {
    try {
      return !end.await(duration.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lets it go on so long, then ends it. */
  void close(Duration patience) {
    join(patience);
    close();
  }

  @Override
  public void close() {
    end.countDown();
    thread.interrupt();
    join(PATIENCE);
  }

  private void join(Duration patience) {
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

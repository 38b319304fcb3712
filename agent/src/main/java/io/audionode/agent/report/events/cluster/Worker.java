package io.audionode.agent.report.events.cluster;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A thread that is told to end, and wakes from any wait when it is. */
final class Worker implements AutoCloseable {
  /** A request under way is interrupted; it must not hold up the end of the agent. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;

  Worker(String name, Job job) {
    thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(job));
  }

  /** What the thread does until it has ended. */
  interface Job {
    void run() throws InterruptedException;
  }

  private static void run(Job job) {
    try {
      job.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

package io.audionode.agent.apply;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time, as a migration spends it. */
interface Time {
  Time MONOTONIC =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public boolean sleep(Duration duration, CountDownLatch stopped)
            throws InterruptedException {
          return stopped.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        }
      };

  /** The moment, on a monotonic clock. */
  long nanos();

  /**
   * Lets time pass.
   *
   * @return whether it ended early, because of {@code stopped}
   */
  boolean sleep(Duration duration, CountDownLatch stopped) throws InterruptedException;

  /** How long a call takes. */
  default Duration of(Runnable call) {
    var start = nanos();
    call.run();
    return since(start);
  }

  /** How long ago a moment was. */
  default Duration since(long start) {
    return Duration.ofNanos(nanos() - start);
  }
}

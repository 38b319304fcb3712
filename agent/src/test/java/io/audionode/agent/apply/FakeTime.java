package io.audionode.agent.apply;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Time that passes only when somebody sleeps or works. For one thread. */
final class FakeTime implements Time {
  private long nanos;
  private Runnable whileAsleep = () -> {};

  /** Somebody works. */
  void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  /** What happens in each sleep. */
  void whileAsleep(Runnable happens) {
    whileAsleep = happens;
  }

  boolean isBefore(Duration moment) {
    return nanos < moment.toNanos();
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public boolean sleep(Duration duration, CountDownLatch stopped) {
    if (stopped.getCount() > 0) {
      pass(duration);
      whileAsleep.run();
    }
    return stopped.getCount() == 0;
  }
}

package io.audionode.agent.apply;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks from time to time whether a container suffers while its pages move. For one thread.
 *
 * <p>The look before the first one is what the others are compared with.
 */
final class StrainWatch {
  /** Shorter is noise, longer lets a container suffer for long. */
  private static final Duration WINDOW = Duration.ofMillis(250);

  private final Supplier<Strain> look;
  private final LongSupplier nanos;
  private final Supplier<Optional<String>> alarm;
  private Strain before;
  private double usual;
  private Optional<String> latest = Optional.empty();

  /**
   * @param look reads how the container fares
   * @param nanos the clock of those looks
   * @param alarm whom memory pressure hurts, in words
   */
  StrainWatch(Supplier<Strain> look, LongSupplier nanos, Supplier<Optional<String>> alarm) {
    this.look = look;
    this.nanos = nanos;
    this.alarm = alarm;
    this.before = look.get();
  }

  /** What there was since the watch was made is usual from now on. */
  void learn() {
    var now = look.get();
    usual = now.waited(before);
    before = now;
  }

  /** Why it suffers; asks the kernel at most four times a second. */
  Optional<String> suffering() {
    var hurt = alarm.get();
    if (hurt.isPresent()) {
      return hurt;
    }
    if (nanos.getAsLong() - before.nanos() >= WINDOW.toNanos()) {
      var now = look.get();
      latest = now.suffering(before, usual);
      before = now;
    }
    return latest;
  }
}

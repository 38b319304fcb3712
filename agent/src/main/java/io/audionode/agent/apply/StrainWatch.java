package io.audionode.agent.apply;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Looks from time to time whether a container suffers while its pages move. For one thread.
 *
 * <p>The look before the first one is what the others are compared with.
 */
final class StrainWatch {
  /** Shorter is noise, longer lets a container suffer for long. */
  private static final Duration WINDOW = Duration.ofMillis(250);

  private final StrainReader reader;
  private final CgroupPath home;
  private final BooleanSupplier hurt;
  private Strain before;
  private double usual;
  private Optional<String> latest = Optional.empty();

  /**
   * @param hurt whether memory pressure hurts its pod
   */
  StrainWatch(StrainReader reader, CgroupPath home, BooleanSupplier hurt) {
    this.reader = reader;
    this.home = home;
    this.hurt = hurt;
    this.before = reader.read(home);
  }

  /** What there was since the watch was made is usual from now on. */
  void learn() {
    var now = reader.read(home);
    usual = now.waited(before);
    before = now;
  }

  /** Why it suffers; asks the kernel at most four times a second. */
  Optional<String> suffering() {
    if (hurt.getAsBoolean()) {
      return Optional.of("memory pressure hurts the pod");
    }
    if (System.nanoTime() - before.nanos() >= WINDOW.toNanos()) {
      var now = reader.read(home);
      latest = now.suffering(before, usual);
      before = now;
    }
    return latest;
  }
}

package io.audionode.cgroupfs.cpu;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code cpu.max}: cpu time in each period.
 *
 * @param quota empty for {@code max}; the kernel takes 1 ms and more
 * @param period 1 ms to 1 s, by default 100 ms
 */
public record CpuMax(Optional<Duration> quota, Duration period) {
  private static final Duration DEFAULT_PERIOD = Duration.ofMillis(100);

  public CpuMax {
    requireNonNull(quota, "quota is null");
    requireNonNull(period, "period is null");
    if (period.isNegative() || period.isZero() || quota.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("not positive: " + quota + " in " + period);
    }
  }

  /** No limit, in the default period. */
  public static CpuMax unlimited() {
    return new CpuMax(Optional.empty(), DEFAULT_PERIOD);
  }

  /** {@code QUOTA PERIOD} as read, or {@code QUOTA} as may be written, in microseconds. */
  public static CpuMax parse(String text) throws Malformed {
    var words = Words.parse(text);
    if (words.isEmpty() || words.size() > 2) {
      throw new Malformed("QUOTA PERIOD", text);
    }
    var period = words.size() == 2 ? micros(words.get(1)) : DEFAULT_PERIOD;
    if (period.isZero()) {
      throw new Malformed("a period that is not zero", text);
    }
    return new CpuMax(
        words.getFirst().equals("max") ? Optional.empty() : Optional.of(micros(words.getFirst())),
        period);
  }

  private static Duration micros(String text) throws Malformed {
    return Duration.ofNanos(0)
        .plusSeconds(Numbers.nonNegative(text) / 1_000_000)
        .plusNanos(Numbers.nonNegative(text) % 1_000_000 * 1_000);
  }

  public String text() {
    return quota.map(CpuMax::micros).orElse("max") + " " + micros(period);
  }

  private static String micros(Duration duration) {
    return Long.toString(duration.getSeconds() * 1_000_000 + duration.getNano() / 1_000);
  }
}

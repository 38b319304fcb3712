package io.audionode.cgroupfs.cpu;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A utilization clamp: a percentage with two decimals. The kernel prints 100 % as {@code max}
 * (Documentation/admin-guide/cgroup-v2.rst, cpu.uclamp).
 *
 * @param hundredths of a percent, 0 to 10,000
 */
public record Utilization(int hundredths) {
  public static final Utilization MAX = new Utilization(10_000);

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,2}))?");

  public Utilization {
    if (hundredths < 0 || hundredths > 10_000) {
      throw new IllegalArgumentException("not within 0..10000 hundredths: " + hundredths);
    }
  }

  public static Utilization parse(String text) throws Malformed {
    if (text.strip().equals("max")) {
      return MAX;
    }
    var percent = PERCENT.matcher(text.strip());
    if (!percent.matches()) {
      throw new Malformed("max or a percentage such as 12.34", text);
    }
    var decimals = percent.group(2) == null ? "00" : (percent.group(2) + "0").substring(0, 2);
    var hundredths = Numbers.nonNegativeInt(percent.group(1) + decimals);
    if (hundredths > MAX.hundredths) {
      throw new Malformed("at most 100 percent", text);
    }
    return new Utilization(hundredths);
  }

  public String text() {
    return equals(MAX)
        ? "max"
        : String.format(Locale.ROOT, "%d.%02d", hundredths / 100, hundredths % 100);
  }
}

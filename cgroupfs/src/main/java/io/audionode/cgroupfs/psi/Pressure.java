package io.audionode.cgroupfs.psi;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.NestedKeyed;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a {@code *.pressure} file.
 *
 * @param some time in which at least one task waited; irq.pressure has none
 * @param full time in which all tasks waited at once; cpu.pressure has none before 5.13
 */
public record Pressure(Optional<Line> some, Optional<Line> full) {
  /**
   * One line.
   *
   * @param avg10 percent of the last 10 s, 0 to 100; lags by about 2 s
   * @param avg60 percent of the last minute
   * @param avg300 percent of the last 5 minutes
   * @param totalUsec microseconds since the cgroup was made, exact
   */
  public record Line(double avg10, double avg60, double avg300, long totalUsec) {
    public Line {
      requirePercent(avg10);
      requirePercent(avg60);
      requirePercent(avg300);
      if (totalUsec < 0) {
        throw new IllegalArgumentException("total is negative: " + totalUsec);
      }
    }

    private static void requirePercent(double average) {
      if (!(average >= 0 && average <= 100)) {
        throw new IllegalArgumentException("average is not within 0..100: " + average);
      }
    }
  }

  public Pressure {
    requireNonNull(some, "some is null");
    requireNonNull(full, "full is null");
  }

  public static Pressure parse(String text) throws Malformed {
    var lines = NestedKeyed.parse(text);
    var pressure =
        new Pressure(
            Optional.ofNullable(lines.get("some")).map(Pressure::line),
            Optional.ofNullable(lines.get("full")).map(Pressure::line));
    if (pressure.some.isEmpty() && pressure.full.isEmpty()) {
      throw new Malformed("a some or a full line", text);
    }
    return pressure;
  }

  private static Line line(Map<String, String> values) throws Malformed {
    return new Line(
        percent(values, "avg10"),
        percent(values, "avg60"),
        percent(values, "avg300"),
        Numbers.nonNegative(value(values, "total")));
  }

  private static double percent(Map<String, String> values, String key) throws Malformed {
    var text = value(values, key);
    if (!text.matches("\\d{1,3}\\.\\d{2}") || Double.parseDouble(text) > 100) {
      throw new Malformed("a percentage such as 12.34", text);
    }
    return Double.parseDouble(text);
  }

  private static String value(Map<String, String> values, String key) throws Malformed {
    var value = values.get(key);
    if (value == null) {
      throw new Malformed("the key " + key, values.toString());
    }
    return value;
  }
}

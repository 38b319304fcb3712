package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** PSI triggers to arm on every managed cgroup. */
public record Pressure(List<Trigger> triggers) {
  static final Duration MIN_WINDOW = Duration.ofMillis(500);
  static final Duration MAX_WINDOW = Duration.ofSeconds(10);

  public Pressure {
    triggers = List.copyOf(triggers);
  }

  /**
   * One trigger: tell when tasks stalled for {@code stall} within {@code window}.
   *
   * @param kind {@code some} or {@code full}
   * @param stall more than zero, at most the window
   * @param window 500 ms to 10 s (Documentation/accounting/psi.rst)
   */
  public record Trigger(String name, Kind kind, Duration stall, Duration window) {
    public Trigger {
      requireNonNull(name, "name is null");
      requireNonNull(kind, "kind is null");
      requireNonNull(stall, "stall is null");
      requireNonNull(window, "window is null");
      if (window.compareTo(MIN_WINDOW) < 0 || window.compareTo(MAX_WINDOW) > 0) {
        throw new IllegalArgumentException("window is " + window + ", allowed are 500ms..10s");
      }
      if (!stall.isPositive() || stall.compareTo(window) > 0) {
        throw new IllegalArgumentException("stall is " + stall + ", allowed are up to the window");
      }
    }
  }

  /** Which line of the pressure file. */
  public enum Kind {
    SOME,
    FULL
  }
}

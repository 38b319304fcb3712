package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What counts as memory pressure.
 *
 * @param triggers PSI triggers to arm on every managed cgroup
 * @param calm how long nothing may hurt a pod until what was done for it is undone, 1 s to 1 h
 * @param coolDown how long a pod that gave memory is left alone after it, 1 s to 1 h
 */
public record Pressure(List<Trigger> triggers, Duration calm, Duration coolDown) {
  static final Duration MIN_WINDOW = Duration.ofMillis(500);
  static final Duration MAX_WINDOW = Duration.ofSeconds(10);
  static final Duration MIN_PAUSE = Duration.ofSeconds(1);
  static final Duration MAX_PAUSE = Duration.ofHours(1);

  public Pressure {
    triggers = List.copyOf(triggers);
    requirePause("calm", calm);
    requirePause("coolDown", coolDown);
  }

  private static void requirePause(String what, Duration pause) {
    if (pause.compareTo(MIN_PAUSE) < 0 || pause.compareTo(MAX_PAUSE) > 0) {
      throw new IllegalArgumentException(what + " is " + pause + ", allowed are 1s..3600s");
    }
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

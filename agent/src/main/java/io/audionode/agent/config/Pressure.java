package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** PSI triggers to arm on every managed cgroup. */
public record Pressure(List<Trigger> triggers) {
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
    }
  }

  /** Which line of the pressure file. */
  public enum Kind {
    SOME,
    FULL
  }
}

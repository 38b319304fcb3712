package io.audionode.docs;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code scripts/bench pressure} measured, as a page shows it.
 *
 * @param values by name; distributions are number, least, 50 %, 90 %, 99 % and most, in ms
 */
public record PressureFigures(Map<String, String> values) {
  private static final int MIN = 1;
  private static final int P50 = 2;
  private static final int P90 = 3;
  private static final int P99 = 4;
  private static final int MAX = 5;

  public PressureFigures {
    values = Map.copyOf(values);
  }

  /** Of lines {@code name=value}. */
  public static PressureFigures of(List<String> lines) {
    var values = new LinkedHashMap<String, String>();
    for (var line : lines) {
      var parts = line.split("=", 2);
      values.put(parts[0], parts[1]);
    }
    return new PressureFigures(values);
  }

  /** Two tables and two sentences. */
  public String markdown() {
    return """
        %s hogs, one after the other, each beside an audio pod that asked for less memory than it uses:

        | who notices | after the hog's start: least | p50 | most | after the client of the stream: p50 | most |
        |---|--:|--:|--:|--:|--:|
        | a client of the stream | %s | | |
        | a reader of `memory.pressure` every 1 s | %s | %s |
        | a reader of `memory.pressure` every 10 s | %s | %s |

        From the trigger's wake-up of the agent (`monotonicNanos` of the event) to a client that has the event's line:

        | when | events | p50 | p90 | p99 | most |
        |---|--:|--:|--:|--:|--:|
        | several triggers fire all the time in three pods | %s |
        | %s more clients follow, one pod has a slow trigger | %s |
        | the first event of this agent | %s |

        %s clients at once were given %s events in all, and %s were lost.

        A pod that did not ask read %s MiB of files below a limit of %s MiB; the kernel took %s MiB of page cache away from
        it, and %s pages of that were read again. Events meanwhile: **%s** `audio-hurts`, %s `audio-waits`, %s `noise-elsewhere`.

        One run on kernel %s, on an emulated processor that others used as well: compare ratios, not milliseconds.
        """
        .formatted(
            count("race.client"),
            seconds("race.client", MIN, P50, MAX),
            seconds("race.every1s", MIN, P50, MAX),
            seconds("race.later1s", P50, MAX),
            seconds("race.every10s", MIN, P50, MAX),
            seconds("race.later10s", P50, MAX),
            delivery("read"),
            number("crowd.clients"),
            delivery("crowd.read"),
            delivery("cold.read"),
            number("crowd.clients"),
            number("crowd.events"),
            number("crowd.lost"),
            number("cache.readMib"),
            number("cache.limitMib"),
            number("cache.reclaimedMib"),
            number("cache.refaults"),
            number("cache.audio-hurts"),
            number("cache.audio-waits"),
            number("cache.noise-elsewhere"),
            value("kernel"));
  }

  private String seconds(String name, int... columns) {
    var cells = new StringBuilder();
    for (var column : columns) {
      var text = String.format(Locale.ROOT, "%.1f s", millis(name, column) / 1_000);
      cells.append(cells.isEmpty() ? "" : " | ").append(text);
    }
    return cells.toString();
  }

  private String delivery(String name) {
    var cells = new StringBuilder(grouped(count(name)));
    for (var column : new int[] {P50, P90, P99, MAX}) {
      cells.append(String.format(Locale.ROOT, " | %.1f ms", millis(name, column)));
    }
    return cells.toString();
  }

  private double millis(String name, int column) {
    return Double.parseDouble(value(name).split(" ", -1)[column]);
  }

  private String count(String name) {
    return value(name).split(" ", -1)[0];
  }

  private String number(String name) {
    return grouped(value(name));
  }

  private static String grouped(String number) {
    return String.format(Locale.ROOT, "%,d", Long.parseLong(number));
  }

  private String value(String name) {
    return requireNonNull(values.get(name), () -> name + " was not measured");
  }
}

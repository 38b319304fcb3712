package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One run of {@code scripts/bench start}.
 *
 * @param imageBytes the image's own layers, compressed by gzip
 */
public record StartRun(Origin origin, long imageBytes, List<StartRow> rows) {
  private static final String TITLES =
      """
      | started by | ready after | processor time by then | RSS by then |
      |---|--:|--:|--:|
      """;

  private static final double MIB = 1 << 20;

  public StartRun {
    rows = List.copyOf(rows);
  }

  public static StartRun of(String json) {
    return Json.read(json, StartRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  public String markdown() {
    return rows.stream()
        .map(StartRun::row)
        .collect(Collectors.joining("\n", TITLES, "\n\n" + words() + "\n"));
  }

  private String words() {
    return String.format(
        Locale.ROOT,
        "Median (least to most) of %d starts each, in turns. The image's own layers are %.1f MiB, compressed. %s",
        rows.stream().mapToInt(row -> row.readyMillis().size()).min().orElse(0),
        imageBytes / MIB,
        origin.caption());
  }

  private static String row(StartRow row) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.1f MiB |",
        row.what(),
        spread(row.readyMillis()),
        spread(row.cpuMillis()),
        row.rssMib());
  }

  private static String spread(List<Long> millis) {
    var sorted = millis.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%,d ms (%,d to %,d)",
        sorted.get(sorted.size() / 2),
        sorted.getFirst(),
        sorted.getLast());
  }
}

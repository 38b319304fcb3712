package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One run of {@code scripts/bench births}. */
public record BirthRun(Origin origin, List<BirthRow> rows) {
  private static final String TITLES =
      """
      | other audio pods | after the directory appeared | births | p50 | p99 | longest |
      |--:|---|--:|--:|--:|--:|
      """;

  public BirthRun {
    rows = List.copyOf(rows);
  }

  public static BirthRun of(String json) {
    return Json.read(json, BirthRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  public String markdown() {
    return rows.stream()
        .map(BirthRun::row)
        .collect(Collectors.joining("\n", TITLES, "\n\n" + origin.caption() + "\n"));
  }

  private static String row(BirthRow row) {
    return String.format(
        Locale.ROOT,
        "| %d | %s | %d of %d | %s | %s | %s |",
        row.pods(),
        row.what(),
        row.births(),
        row.of(),
        millis(row.p50Micros()),
        millis(row.p99Micros()),
        millis(row.maxMicros()));
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%,.1f ms", micros / 1000.0);
  }
}

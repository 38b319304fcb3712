package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of {@code scripts/bench cost}. */
public record CostRun(Origin origin, List<CostRow> rows) {
  private static final String TITLES =
      """
      | daemon | audio pods | RSS | anonymous | threads | files | CPU a minute | switches a minute | reads a minute, KiB | all protected after |
      |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
      """;

  public CostRun {
    rows = List.copyOf(rows);
  }

  public static CostRun of(String json) {
    return Json.read(json, CostRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  /** A table in the order of the run, and another of the threads of the first daemon's last row. */
  public String markdown() {
    return rows.stream()
        .map(CostRun::row)
        .collect(Collectors.joining("\n", TITLES, "\n\n" + threads() + origin.caption() + "\n"));
  }

  private String threads() {
    return rows.stream()
        .filter(row -> row.daemon().equals(rows.getFirst().daemon()))
        .reduce((_, last) -> last)
        .map(CostRun::threads)
        .orElse("");
  }

  private static String threads(CostRow row) {
    var titles =
        """
        What the threads of `%s` did then, with %d pods:

        | thread | how many | CPU a minute | switches a minute |
        |---|--:|--:|--:|
        """
            .formatted(row.daemon().replace("*", ""), row.pods());
    return row.byThread().stream()
        .map(CostRun::row)
        .collect(Collectors.joining("\n", titles, "\n\n"));
  }

  private static String row(ThreadCost thread) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %d | %,d ms | %,d |",
        thread.name(),
        thread.threads(),
        thread.cpuMillis(),
        thread.switches());
  }

  private static String row(CostRow row) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.1f MiB | %.1f MiB | %d | %d | %,d ms | %,d | %,d, %,d | %s |",
        row.daemon(),
        row.pods(),
        row.rssMib(),
        row.anonMib(),
        row.threads(),
        row.files(),
        row.cpuMillis(),
        row.switches(),
        row.reads(),
        row.readKib(),
        ready(row.readyMillis()));
  }

  private static String ready(@Nullable Long millis) {
    return millis == null ? "" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}

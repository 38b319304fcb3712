package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code scripts/bench fleet}.
 *
 * @param agents how many there were
 */
public record FleetRun(Origin origin, int agents, List<FleetRow> rows) {
  /** Of a large cluster (Kubernetes documentation, "Considerations for large clusters"). */
  private static final int NODES = 5000;

  private static final double SECONDS_AN_HOUR = 3600;
  private static final double KIB = 1 << 10;

  public FleetRun {
    rows = List.copyOf(rows);
  }

  public static FleetRun of(String json) {
    return Json.read(json, FleetRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  public String markdown() {
    var titles =
        """
        | what happens | requests of an agent | answered to it | most requests in a second, of %d agents | all follow again after | from %,d nodes |
        |---|--:|--:|--:|--:|--:|
        """
            .formatted(agents, NODES);
    return rows.stream()
        .map(FleetRun::row)
        .collect(Collectors.joining("\n", titles, "\n\n" + origin.caption() + "\n"));
  }

  private static String row(FleetRow row) {
    return String.format(
        Locale.ROOT,
        "| %s | %.1f%s | %,.1f KiB | %,d | %s | %s |",
        row.when(),
        row.requestsEach(),
        row.perHour() ? " an hour" : "",
        row.bytesEach() / KIB,
        row.mostInASecond(),
        seconds(row.allFollowMillis()),
        row.perHour() ? ofNodes(row) : "");
  }

  private static String seconds(@Nullable Long millis) {
    return millis == null ? "" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  private static String ofNodes(FleetRow row) {
    return String.format(
        Locale.ROOT,
        "%,.0f requests and %,.0f KiB a second",
        row.requestsEach() * NODES / SECONDS_AN_HOUR,
        row.bytesEach() * NODES / SECONDS_AN_HOUR / KIB);
  }
}

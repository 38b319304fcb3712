package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.List;
import java.util.stream.Collectors;

/** One run of {@code scripts/bench advice}. */
public record AdviceRun(Origin origin, List<AdviceRow> rows) {
  public AdviceRun {
    rows = List.copyOf(rows);
  }

  public static AdviceRun of(String json) {
    return Json.read(json, AdviceRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  /** A table in the order of the run. */
  public String markdown() {
    return rows.stream()
        .map(row -> "| %s | %s |".formatted(row.advice(), row.result()))
        .collect(
            Collectors.joining(
                "\n",
                "| advice | what the kernel did |\n|---|---|\n",
                "\n\n" + origin.caption() + "\n"));
  }
}

package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of {@code scripts/bench code}. */
public record CodeRun(Origin origin, List<CodeRow> rows) {
  /** What is allocated is counted, not measured: as much more has a cause in the code. */
  private static final double MORE = 1.1;

  private static final double MICRO = 1_000;

  public CodeRun {
    rows = List.copyOf(rows);
  }

  public static CodeRun of(String json) {
    return Json.read(json, CodeRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  /** A table in the order of the run. */
  public String markdown() {
    return rows.stream()
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.1f µs | %,.0f B |",
                    row.code(),
                    pods(row),
                    row.nanos() / MICRO,
                    row.bytes()))
        .collect(
            Collectors.joining(
                "\n",
                "| code | audio pods | a run | allocated in it |\n|---|--:|--:|--:|\n",
                "\n\n" + origin.caption() + "\n"));
  }

  /** A table of how much of each there is for one of another run's. */
  public String comparedWith(CodeRun before) {
    return rows.stream()
        .map(row -> compared(row, before.like(row).orElse(null)))
        .collect(
            Collectors.joining(
                "\n",
                "| code | audio pods | time | allocated |  |\n|---|--:|--:|--:|---|\n",
                "\n\nCompared with " + before.origin.caption() + "\n"));
  }

  private static String compared(CodeRow row, @Nullable CodeRow before) {
    return before == null
        ? "| %s | %s | | | new |".formatted(row.code(), pods(row))
        : String.format(
            Locale.ROOT,
            "| %s | %s | %.2f | %.2f | %s |",
            row.code(),
            pods(row),
            row.nanos() / before.nanos(),
            row.bytes() / before.bytes(),
            allocatesMore(row, before) ? "**allocates more**" : "");
  }

  /** What allocates a tenth more than in another run. */
  public List<CodeRow> worseThan(CodeRun before) {
    return rows.stream()
        .filter(row -> before.like(row).filter(then -> allocatesMore(row, then)).isPresent())
        .toList();
  }

  private Optional<CodeRow> like(CodeRow row) {
    return rows.stream().filter(row::isOfSame).findFirst();
  }

  private static boolean allocatesMore(CodeRow now, CodeRow before) {
    return now.bytes() > before.bytes() * MORE;
  }

  private static String pods(CodeRow row) {
    return row.pods() == null ? "" : row.pods().toString();
  }
}

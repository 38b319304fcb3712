package io.audionode.docs;

import io.audionode.agent.report.status.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of {@code scripts/bench protect}: every remedy as often as the others, in turns, against
 * one kind of hog.
 *
 * @param hog its kind
 */
public record ProtectionRun(Origin origin, String hog, List<ProtectionRound> rounds) {
  public ProtectionRun {
    rounds = List.copyOf(rounds);
  }

  public static ProtectionRun of(String json) {
    return Json.read(json, ProtectionRun.class);
  }

  public String json() {
    return Json.pretty(this);
  }

  /** The same with no other remedies than those. */
  ProtectionRun of(Set<String> remedies) {
    return new ProtectionRun(
        origin, hog, rounds.stream().filter(one -> remedies.contains(one.remedy())).toList());
  }

  /**
   * A table with the median of each remedy's rounds, and the least and the most where they differ.
   */
  public String markdown() {
    return Stream.of(
            Stream.of(
                "| against `%s` | major faults | periods missed of 1,000 | p99.9 | worst | first miss after | the hog touched |"
                    .formatted(hog),
                "|---|--:|--:|--:|--:|--:|--:|"),
            remedies().map(this::row),
            Stream.of(
                "",
                "Median (least to most) of %d rounds each, p99.9 of all of them together. %s"
                    .formatted(
                        remedies().mapToInt(it -> roundsOf(it).size()).min().orElse(0),
                        origin.caption())))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Stream<String> remedies() {
    return rounds.stream().map(ProtectionRound::remedy).distinct();
  }

  private String row(String remedy) {
    var all = roundsOf(remedy);
    return "| %s | %s | %s | %s | %s | %s | %s%s |"
        .formatted(
            remedy,
            spread(all, ProtectionRound::majorFaults, "%,.0f"),
            spread(all, ProtectionRound::missedOfThousand, "%.1f"),
            number("%.1f ms", p999Millis(all)),
            spread(all, ProtectionRound::worstMillis, "%.1f ms"),
            firstMiss(all),
            spread(all, ProtectionRound::hogMib, "%,.0f MiB"),
            killed(all));
  }

  private List<ProtectionRound> roundsOf(String remedy) {
    return rounds.stream().filter(round -> round.remedy().equals(remedy)).toList();
  }

  /** What 999 of 1,000 do not exceed. */
  private static double p999Millis(List<ProtectionRound> all) {
    var later = all.stream().mapToLong(ProtectionRound::periods).sum() / 1000;
    return all.stream()
            .flatMap(round -> round.latestMicros().stream())
            .sorted(Comparator.reverseOrder())
            .skip(later)
            .findFirst()
            .orElseThrow()
        / 1000.0;
  }

  private static String firstMiss(List<ProtectionRound> all) {
    var missing = all.stream().filter(round -> round.firstMissMillis() != null).toList();
    if (missing.isEmpty()) {
      return "never";
    }
    var text = spread(missing, ProtectionRun::firstMissSeconds, "%.1f s");
    return missing.size() == all.size() ? text : "%s, in %d rounds".formatted(text, missing.size());
  }

  private static double firstMissSeconds(ProtectionRound round) {
    var millis = round.firstMissMillis();
    return millis == null ? 0 : millis / 1000.0;
  }

  private static String killed(List<ProtectionRound> all) {
    var killed = all.stream().filter(ProtectionRound::hogKilled).count();
    return killed == 0 ? "" : "; killed in %d of %d".formatted(killed, all.size());
  }

  private static String spread(
      List<ProtectionRound> all, ToDoubleFunction<ProtectionRound> measure, String format) {
    var sorted = all.stream().mapToDouble(measure).sorted().toArray();
    var median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    var least = number(format, sorted[0]);
    var most = number(format, sorted[sorted.length - 1]);
    return least.equals(most)
        ? most
        : "%s (%s to %s)".formatted(number(format, median), least, most);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

package io.audionode.agent.report.status.text;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.agent.report.incidents.IncidentView.KnobView;
import io.audionode.agent.report.incidents.IncidentsView;
import io.audionode.agent.report.incidents.IncidentsView.Summary;
import io.audionode.agent.report.incidents.SampleView;
import io.audionode.agent.report.incidents.VictimView;
import io.audionode.agent.report.status.Amount;
import io.audionode.cgroupfs.format.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code audionode incidents} prints. */
public final class IncidentText {
  private static final double MILLIS_PER_SECOND = 1_000;
  private static final int LONGEST_LINE = 300;

  private IncidentText() {}

  /** All incidents, each in two lines. */
  public static String of(IncidentsView incidents) {
    return incidents.incidents().isEmpty()
        ? "no incident is kept\n"
        : incidents.incidents().stream().map(IncidentText::summary).collect(Collectors.joining());
  }

  private static String summary(Summary incident) {
    return "%s  %s  %s%s\n  %s\n"
        .formatted(
            incident.id(),
            incident.kind(),
            incident.subject(),
            incident.container() == null ? "" : " (" + incident.container() + ")",
            incident.cause().sentence());
  }

  /** One incident whole. */
  public static String of(IncidentView incident) {
    return new Paragraphs()
        .add(head(incident))
        .add("killed", victims(incident.victims()))
        .list(
            "noticed",
            incident.signals().stream().map(said -> Excerpt.of(said, LONGEST_LINE)).toList())
        .add("recorded on " + incident.cgroup(), samples(incident))
        .add("largest processes at the end", processes(incident.samples()))
        .add("neighbours that grew", neighbours(incident))
        .list(
            "control files that were not as wanted",
            incident.knobs().stream().filter(KnobView::drifted).map(IncidentText::drift).toList())
        .list(
            "control files that changed",
            incident.knobChanges().stream()
                .map(
                    change ->
                        seconds(Duration.between(incident.at(), change.at()))
                            + " s  "
                            + drift(change.knob()))
                .toList())
        .text();
  }

  private static String head(IncidentView incident) {
    var node = incident.node();
    return "%s  %s  %s%s, %s\n%s\nto do: %s\n%s"
        .formatted(
            incident.id(),
            incident.kind(),
            incident.subject(),
            incident.container() == null ? "" : ", container " + incident.container(),
            incident.adoption(),
            incident.cause().sentence(),
            incident.cause().remedy(),
            node == null
                ? ""
                : "the node had %s available, %s free, %s of swap free\n"
                    .formatted(node.available(), node.free(), node.swapFree()));
  }

  private static String victims(List<VictimView> victims) {
    var table = new Table("PID", "COMMAND", "RSS", "OOM_SCORE_ADJ", "FROM", "LIMIT OF");
    for (var victim : victims) {
      table.row(
          victim.pid(),
          victim.comm() == null ? null : Excerpt.of(victim.comm()),
          victim.rss(),
          victim.oomScoreAdj(),
          victim.source(),
          victim.constraint() == null
              ? null
              : victim.oomCgroup() == null
                  ? "the node"
                  : Excerpt.of(victim.oomCgroup(), LONGEST_LINE));
    }
    return table.text();
  }

  private static String samples(IncidentView incident) {
    var table =
        new Table(
            "SECONDS",
            "CURRENT",
            "ANON",
            "FILE",
            "SWAP",
            "SOME 10s",
            "FULL 10s",
            "MAJFLT",
            "MAX",
            "OOM",
            "KILLS");
    for (var sample : incident.samples()) {
      var events = sample.memoryEvents();
      table.row(
          seconds(Duration.between(incident.at(), sample.at())),
          amount(sample.currentBytes()),
          amount(sample.anonBytes()),
          amount(sample.fileBytes()),
          sample.swapBytes() == null ? null : amount(sample.swapBytes()),
          percent(sample.some() == null ? null : sample.some().avg10()),
          percent(sample.full() == null ? null : sample.full().avg10()),
          sample.majorFaults(),
          events == null ? null : events.max(),
          events == null ? null : events.oom(),
          events == null ? null : events.oomKill());
    }
    return table.text();
  }

  private static String processes(List<SampleView> samples) {
    var table = new Table("PID", "COMMAND", "RSS", "OOM_SCORE_ADJ");
    if (!samples.isEmpty()) {
      for (var process : samples.getLast().processes()) {
        table.row(
            process.pid(),
            Excerpt.of(process.comm()),
            amount(process.rssBytes()),
            process.oomScoreAdj());
      }
    }
    return table.text();
  }

  private static String neighbours(IncidentView incident) {
    var table = new Table("POD", "NOW", "GROWN", "IN");
    for (var pod : incident.neighbours()) {
      table.row(
          Excerpt.of(pod.name()),
          pod.current(),
          pod.grown(),
          Paragraphs.human(Duration.ofMillis(pod.overMillis())));
    }
    return table.text();
  }

  private static String drift(KnobView knob) {
    return "%s %s: %s, wanted %s".formatted(knob.cgroup(), knob.file(), knob.seen(), knob.wanted());
  }

  private static Amount amount(long bytes) {
    return Amount.of(new Bytes(bytes));
  }

  private static String seconds(Duration since) {
    return String.format(Locale.ROOT, "%+.1f", (double) since.toMillis() / MILLIS_PER_SECOND);
  }

  private static @Nullable String percent(@Nullable Double average) {
    return average == null ? null : String.format(Locale.ROOT, "%.1f %%", average);
  }
}

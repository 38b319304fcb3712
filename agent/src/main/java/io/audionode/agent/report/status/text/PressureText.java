package io.audionode.agent.report.status.text;

import io.audionode.agent.report.pressure.GapView;
import io.audionode.agent.report.pressure.LineView;
import io.audionode.agent.report.pressure.PressureCgroupView;
import io.audionode.agent.report.pressure.PressureCgroupView.State;
import io.audionode.agent.report.pressure.PressureEventView;
import io.audionode.agent.report.pressure.PressureView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code audionode pressure} prints. */
public final class PressureText {
  private static final double MICROS_PER_SECOND = 1_000_000;

  private PressureText() {}

  /** Every watched cgroup, and the latest events. */
  public static String of(PressureView pressure) {
    var degraded = pressure.degraded();
    return new Paragraphs()
        .add(degraded == null ? "" : "DEGRADED: " + degraded + "; memory.stat is sampled")
        .add(pressure.cgroups().isEmpty() ? "nothing is watched yet" : table(pressure.cgroups()))
        .list(
            "triggers not armed",
            pressure.cgroups().stream().flatMap(PressureText::refused).toList())
        .add(
            "latest events",
            pressure.events().stream().map(PressureText::line).collect(Collectors.joining()))
        .text();
  }

  private static String table(List<PressureCgroupView> cgroups) {
    var table =
        new Table(
            "SCOPE",
            "SUBJECT",
            "CGROUP",
            "SOME 10s",
            "SOME 60s",
            "FULL 10s",
            "STALLED",
            "ARMED",
            "FIRED");
    for (var cgroup : cgroups) {
      var some = cgroup.some();
      table.row(
          cgroup.scope(),
          cgroup.subject(),
          cgroup.cgroup(),
          percent(some == null ? null : some.avg10()),
          percent(some == null ? null : some.avg60()),
          percent(cgroup.full() == null ? null : cgroup.full().avg10()),
          some == null ? null : seconds(some),
          cgroup.triggers().stream()
              .filter(State::armed)
              .map(state -> state.trigger().name())
              .collect(Collectors.joining(" ")),
          cgroup.triggers().stream().mapToLong(State::fired).sum());
    }
    return table.text();
  }

  private static Stream<String> refused(PressureCgroupView cgroup) {
    return cgroup.triggers().stream()
        .filter(state -> !state.armed())
        .map(
            state ->
                "%s %s: %s"
                    .formatted(
                        cgroup.cgroup(),
                        state.trigger().name(),
                        Objects.requireNonNullElse(state.refused(), "not yet")));
  }

  /** One event, on one line. */
  public static String line(PressureEventView event) {
    var trigger = event.trigger();
    var since = event.since();
    var neighbours =
        event.neighbours().stream()
            .map(pod -> "%s +%s".formatted(pod.name(), pod.grown()))
            .collect(Collectors.joining(", "));
    return "%s %s %s %s on %s: stalled %s ms (full %s ms), %s major faults, %s refaults in %s ms; %s; free %s%s\n"
        .formatted(
            second(event.at()),
            event.verdict(),
            event.subject(),
            trigger == null ? "sample" : trigger.name(),
            event.cgroup(),
            millis(since.someMicros()),
            millis(since.fullMicros()),
            known(since.majorFaults()),
            known(since.refaults()),
            since.overMillis(),
            event.reason(),
            event.node() == null ? "unknown" : event.node().free(),
            neighbours.isEmpty() ? "" : "; growing: " + neighbours);
  }

  /** One gap, on one line. */
  public static String line(GapView gap) {
    var lost = gap.lost();
    return "%s lost: %s\n"
        .formatted(lost == null ? "an unknown number of events" : lost + " events", gap.reason());
  }

  private static Instant second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }

  private static String millis(@Nullable Long micros) {
    return known(micros == null ? null : Long.valueOf(micros / 1_000));
  }

  private static String known(@Nullable Long count) {
    return count == null ? "unknown" : count.toString();
  }

  private static @Nullable String percent(@Nullable Double average) {
    return average == null ? null : String.format(Locale.ROOT, "%.1f %%", average);
  }

  private static String seconds(LineView line) {
    return String.format(Locale.ROOT, "%.1f s", (double) line.totalMicros() / MICROS_PER_SECOND);
  }
}

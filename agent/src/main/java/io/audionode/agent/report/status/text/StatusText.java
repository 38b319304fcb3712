package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.ApiView;
import io.audionode.agent.report.status.Degradation;
import io.audionode.agent.report.status.LoopView;
import io.audionode.agent.report.status.PodSummary;
import io.audionode.agent.report.status.RecorderView;
import io.audionode.agent.report.status.Setting;
import io.audionode.agent.report.status.StatusView;
import io.audionode.agent.report.status.TriggersView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code audionode status} prints. */
public final class StatusText {
  private static final int MOST_NAMED = 4;

  private StatusText() {}

  /** The agent, its pods, and whatever is wrong. */
  public static String of(StatusView status, List<PodSummary> pods) {
    return new Paragraphs()
        .add(agent(status))
        .add(pods.isEmpty() ? "no pod asks for a profile" : pods(pods))
        .list("degraded", status.degraded().stream().map(Degradation::text).toList())
        .list("warnings on the node", status.warnings())
        .list("nothing new is written to the kernel", journal(status.journalProblem()))
        .list("configuration file not in force", status.configurationProblems())
        .list("pods not read", status.podProblems())
        .list("pressure triggers not armed", refused(status.triggers()))
        .list("incidents not on the disk", status.incidents().problems())
        .text();
  }

  private static List<String> journal(@Nullable String problem) {
    return problem == null ? List.of() : List.of(problem);
  }

  /** The pods as a table. */
  public static String pods(List<PodSummary> pods) {
    var table =
        new Table(
            "POD",
            "PROFILE",
            "QOS",
            "ADOPTION",
            "NUMA",
            "ASKED",
            "GRANTED",
            "EFFECTIVE",
            "HERE",
            "ELSEWHERE",
            "PIDS",
            "NOT AS WANTED",
            "WARNINGS");
    for (var pod : pods) {
      var memory = pod.memory();
      table.row(
          pod.namespace() + "/" + pod.name(),
          pod.profile(),
          pod.qos(),
          pod.adoption(),
          pod.numaNode(),
          memory.asked(),
          memory.granted(),
          memory.effective(),
          memory.chargedHere(),
          memory.chargedElsewhere(),
          pod.processes(),
          pod.disagreeing(),
          pod.warnings());
    }
    return table.text();
  }

  private static String agent(StatusView status) {
    return "audionode %s, up %s, %s\n"
            .formatted(
                status.version(),
                Paragraphs.human(Duration.ofSeconds(status.uptimeSeconds())),
                status.ready() ? "ready" : "not ready")
        + "placement %s, domain %s, vm.swappiness %s\n"
            .formatted(status.placement(), status.domain(), setting(status.swappiness()))
        + "%d writes pending, %d values to put back in the journal\n"
            .formatted(status.pendingActions(), status.journalLines())
        + (status.api() == null ? "" : api(status.api()))
        + triggers(status.triggers())
        + incidents(status.incidents())
        + status.loops().stream().map(StatusText::loop).collect(Collectors.joining());
  }

  private static String api(ApiView api) {
    var trouble = api.trouble() == null ? "" : ": " + api.trouble();
    if (api.connected()) {
      return "API server: connected%s\n".formatted(trouble);
    }
    var silent = api.silentSeconds();
    return "API server: %s%s\n"
        .formatted(
            !api.listed() || silent == null
                ? "WAITING, nothing is taken back before it has told of all pods"
                : "AWAY for %s, the pods last known stay protected"
                    .formatted(Paragraphs.human(Duration.ofSeconds(silent))),
            trouble);
  }

  private static String triggers(TriggersView triggers) {
    var degraded = triggers.degraded();
    return "pressure: %d triggers armed on %d cgroups, %d refused%s\n"
        .formatted(
            triggers.armed(),
            triggers.cgroups().stream().filter(cgroup -> !cgroup.armed().isEmpty()).count(),
            triggers.refused(),
            degraded == null ? "" : "; DEGRADED: " + degraded + ", memory.stat is sampled");
  }

  private static String incidents(RecorderView incidents) {
    var kernelLog = incidents.kernelLog();
    return "incidents: %d kept, %d cgroups recorded%s\n"
        .formatted(
            incidents.kept(),
            incidents.recorded(),
            kernelLog == null ? "" : "; who was killed is inferred: " + kernelLog);
  }

  /** One line for each reason: without PSI, or out of files, there are hundreds of the same. */
  private static List<String> refused(TriggersView triggers) {
    var byReason = new TreeMap<String, List<String>>();
    for (var cgroup : triggers.cgroups()) {
      for (var refused : cgroup.refused()) {
        byReason
            .computeIfAbsent(refused.reason(), _ -> new ArrayList<>())
            .add(cgroup.cgroup() + " " + refused.trigger());
      }
    }
    return byReason.entrySet().stream()
        .map(reason -> reason.getKey() + ": " + few(reason.getValue()))
        .toList();
  }

  private static String few(List<String> names) {
    var more = names.size() - MOST_NAMED;
    return String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String loop(LoopView loop) {
    var failure = loop.lastFailure();
    return "loop %s: %s, %d runs, %d failed, last %s ago%s\n"
        .formatted(
            loop.name(),
            loop.alive() ? "alive" : "HANGS",
            loop.runs(),
            loop.failures(),
            Paragraphs.human(Duration.ofMillis(loop.ageMillis())),
            failure == null ? "" : ": " + failure);
  }

  static String setting(Setting setting) {
    return setting.agrees() ? "" + setting.seen() : setting.seen() + ", wanted " + setting.wanted();
  }
}

package io.audionode.agent.report.status.text;

import io.audionode.agent.report.memory.CgroupMemoryView;
import io.audionode.agent.report.memory.ForecastView;
import io.audionode.agent.report.memory.GrowerView;
import io.audionode.agent.report.memory.GrownView;
import io.audionode.agent.report.memory.GrowthView;
import io.audionode.agent.report.memory.PodMemoryView;
import io.audionode.agent.report.memory.ProcessMemoryView;
import io.audionode.agent.report.memory.ProcessMemoryView.MappedView;
import io.audionode.agent.report.memory.ProcessMemoryView.OnNodesView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code audionode memory} prints. */
public final class MemoryText {
  private static final String CURRENT = "current";
  private static final long NOTICEABLE = 1 << 20;

  private MemoryText() {}

  public static String of(PodMemoryView pod) {
    return new Paragraphs()
        .add(
            "%s/%s (%s)\n%s"
                .formatted(pod.namespace(), pod.name(), pod.uid(), limit(pod.forecast())))
        .list("grew most", growers(pod.growers()))
        .add(charged(pod.charged()))
        .add(onNodes(pod))
        .add(shared(pod))
        .add(cgroups(pod.cgroups()))
        .add(processes(pod.processes()))
        .add(more(pod.moreProcesses()))
        .add("growth in processes", growth(pod.processes()))
        .list("not read", Stream.concat(pod.problems().stream(), unread(pod)).toList())
        .text();
  }

  private static String limit(ForecastView forecast) {
    var soonest = forecast.soonestSeconds();
    var latest = forecast.latestSeconds();
    if (forecast.cgroup() == null) {
      return forecast.reason();
    }
    return soonest == null || latest == null
        ? "no estimate for memory.max of %s: %s".formatted(forecast.cgroup(), forecast.reason())
        : "memory.max of %s in %s to %s if this goes on: %s"
            .formatted(
                forecast.cgroup(),
                Paragraphs.human(Duration.ofSeconds(soonest)),
                Paragraphs.human(Duration.ofSeconds(latest)),
                forecast.reason());
  }

  private static List<String> growers(List<GrowerView> growers) {
    return growers.isEmpty()
        ? List.of("nothing by 1Mi or more, as far as is known")
        : growers.stream().map(GrowerView::text).toList();
  }

  private static String charged(Map<String, GrownView> charged) {
    var table = new Table("CHARGED", "NOW", "1 MIN", "5 MIN", "60 MIN");
    charged.forEach(
        (kind, bytes) ->
            table.row(kind, bytes.text(), over(bytes, 1), over(bytes, 5), over(bytes, 60)));
    return table.text();
  }

  private static String onNodes(PodMemoryView pod) {
    if (pod.onNodes().size() < 2) {
      return "";
    }
    var own = pod.numaNode() == null ? "" : ", its own is %d".formatted(pod.numaNode());
    return "on NUMA nodes: "
        + pod.onNodes().entrySet().stream()
            .map(node -> "%s on %s".formatted(node.getValue(), node.getKey()))
            .collect(Collectors.joining(", "))
        + own;
  }

  private static @Nullable String over(@Nullable GrownView bytes, int minutes) {
    return bytes == null ? null : bytes.over(minutes).map(GrowthView::text).orElse(null);
  }

  private static String shared(PodMemoryView pod) {
    return pod.shared() == null
        ? ""
        : "what is charged to %s is all pods' together, and not in these numbers"
            .formatted(pod.shared());
  }

  private static String cgroups(List<CgroupMemoryView> cgroups) {
    var table = new Table("CGROUP", "CURRENT", "1 MIN", "5 MIN", "60 MIN", "MAX", "LEFT");
    for (var cgroup : cgroups) {
      var current = cgroup.charged().get(CURRENT);
      table.row(
          cgroup.cgroup(),
          text(current),
          over(current, 1),
          over(current, 5),
          over(current, 60),
          cgroup.max(),
          cgroup.left());
    }
    return table.text();
  }

  private static @Nullable String text(@Nullable GrownView bytes) {
    return bytes == null ? null : bytes.text();
  }

  private static String processes(List<ProcessMemoryView> processes) {
    var table =
        new Table(
            "PID",
            "COMMAND",
            "RSS",
            "PSS",
            "SWAP",
            "HEAP",
            "ANONYMOUS",
            "STACK",
            "SHARED",
            "FILE",
            "MAPPINGS",
            "NODES");
    for (var process : processes) {
      var mapped = process.mapped();
      var memory = mapped == null ? Map.<String, GrownView>of() : mapped.memory();
      table.row(
          process.pid(),
          process.comm(),
          process.rss(),
          text(memory.get("pss")),
          process.swap(),
          text(memory.get("heap")),
          text(memory.get("anonymous")),
          text(memory.get("stack")),
          text(memory.get("shared")),
          text(memory.get("file")),
          mapped == null ? null : mapped.mappings(),
          onNodes(process.onNodes()));
    }
    return table.text();
  }

  private static @Nullable String onNodes(@Nullable OnNodesView nodes) {
    return nodes == null || nodes.pages().isEmpty()
        ? null
        : nodes.pages().entrySet().stream()
            .map(node -> "%s: %s".formatted(node.getKey(), node.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String more(int processes) {
    return processes == 0 ? "" : "and %d smaller processes".formatted(processes);
  }

  private static String growth(List<ProcessMemoryView> processes) {
    var table = new Table("PID", "COMMAND", "WHAT", "NOW", "1 MIN", "5 MIN", "60 MIN");
    for (var process : processes) {
      memory(process.mapped())
          .forEach(
              (kind, bytes) -> {
                if (bytes.growth().stream().anyMatch(one -> Math.abs(one.bytes()) >= NOTICEABLE)) {
                  table.row(
                      process.pid(),
                      process.comm(),
                      kind,
                      bytes.text(),
                      over(bytes, 1),
                      over(bytes, 5),
                      over(bytes, 60));
                }
              });
    }
    return table.text();
  }

  private static Map<String, GrownView> memory(@Nullable MappedView mapped) {
    return mapped == null ? Map.of() : mapped.memory();
  }

  private static Stream<String> unread(PodMemoryView pod) {
    return pod.processes().stream()
        .filter(process -> problem(process) != null)
        .map(process -> "%s (%d): %s".formatted(process.comm(), process.pid(), problem(process)));
  }

  private static @Nullable String problem(ProcessMemoryView process) {
    var nodes = process.onNodes();
    return process.problem() != null || nodes == null ? process.problem() : nodes.problem();
  }
}

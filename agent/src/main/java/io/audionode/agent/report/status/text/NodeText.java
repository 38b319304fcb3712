package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.CgroupView;
import io.audionode.agent.report.status.NodeView;
import io.audionode.agent.report.status.NumaNodeView;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The node and its budgets for people. */
public final class NodeText {
  private NodeText() {}

  public static String of(NodeView node) {
    var numa =
        new Table(
            "NUMA", "CPUS", "TOTAL", "FREE", "CAPACITY", "PROMISED", "LEFT", "PODS", "DISTANCES");
    node.numaNodes()
        .forEach(
            one ->
                numa.row(
                    one.id(),
                    one.cpus(),
                    one.total(),
                    one.free(),
                    one.capacity(),
                    one.promised(),
                    one.left(),
                    one.pods(),
                    one.distances().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "))));
    return new Paragraphs()
        .add(
            "memory %s, swap %s, vm.swappiness %s, controllers %s"
                .formatted(
                    node.memory(),
                    node.swap(),
                    StatusText.setting(node.swappiness()),
                    String.join(" ", node.controllers())))
        .add(numa.text())
        .add(cpus(node.numaNodes()))
        .add(knobs(node.cgroups()))
        .text();
  }

  private static String cpus(List<NumaNodeView> nodes) {
    var table = new Table("NUMA", "RESERVED", "SHARED", "EXCLUSIVE", "EFFECTIVE");
    for (var node : nodes) {
      var use = node.cpuUse();
      table.row(
          node.id(),
          joined(use.reserved(), reserved -> "%s (%s)".formatted(reserved.cpus(), reserved.by())),
          use.shared(),
          joined(use.exclusive(), one -> "%s (%s)".formatted(one.cpus(), one.cgroup())),
          use.effective());
    }
    return table.text();
  }

  private static <T> @Nullable String joined(List<T> items, Function<T, String> words) {
    return items.isEmpty() ? null : items.stream().map(words).collect(Collectors.joining(", "));
  }

  /** Every control file that audionode has a wish for. */
  static String knobs(List<CgroupView> cgroups) {
    var table = new Table("CGROUP", "FILE", "WANTED", "SEEN", "");
    for (var cgroup : cgroups) {
      for (var knob : cgroup.knobs()) {
        if (knob.wanted() != null) {
          table.row(
              cgroup.path(),
              knob.file(),
              quoted(knob.wanted()),
              knob.seen() == null ? null : quoted(knob.seen()),
              knob.agrees() ? "" : "DIFFERS");
        }
      }
    }
    return table.text();
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "\"\"" : text;
  }
}

package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.CgroupView;
import io.audionode.agent.report.status.NodeView;
import java.util.List;
import java.util.stream.Collectors;

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
        .add(knobs(node.cgroups()))
        .text();
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

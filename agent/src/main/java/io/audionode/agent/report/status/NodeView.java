package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The node: its NUMA nodes with their budgets, and the cgroups that belong to no single pod.
 *
 * @param at when the node was last looked at
 * @param memory {@code MemTotal}
 * @param swap {@code SwapTotal}
 * @param swappiness {@code vm.swappiness}
 * @param controllers what the root cgroup can hand out
 * @param problems what of kubelet's files is there and cannot be understood
 * @param cgroups the audio subtree's own, and those of others that pods in place need, parents
 *     first
 */
public record NodeView(
    Instant at,
    Amount memory,
    Amount swap,
    Setting swappiness,
    List<String> controllers,
    List<NumaNodeView> numaNodes,
    List<String> problems,
    List<CgroupView> cgroups) {
  public NodeView {
    requireNonNull(at, "at is null");
    requireNonNull(memory, "memory is null");
    requireNonNull(swap, "swap is null");
    requireNonNull(swappiness, "swappiness is null");
    controllers = List.copyOf(controllers);
    numaNodes = List.copyOf(numaNodes);
    problems = List.copyOf(problems);
    cgroups = List.copyOf(cgroups);
  }

  public static NodeView of(Report report, Configuration configuration) {
    var machine = report.seen().machine();
    return new NodeView(
        report.at(),
        Amount.of(machine.memory()),
        Amount.of(machine.swap()),
        Setting.of(report.desired().swappiness(), machine.swappiness()),
        machine.controllers().stream().sorted().toList(),
        machine.numa().nodes().stream()
            .flatMap(
                node ->
                    Stream.ofNullable(report.desired().cpus().get(node.id()))
                        .map(use -> NumaNodeView.of(node, use, report, configuration)))
            .toList(),
        machine.reserves().problems(),
        cgroups(report));
  }

  private static List<CgroupView> cgroups(Report report) {
    var owners = new Owners(report.seen());
    var paths = new TreeSet<CgroupPath>(report.desired().cgroups().keySet());
    report.seen().cgroups().paths().stream().filter(Subtree::contains).forEach(paths::add);
    return paths.stream()
        .filter(path -> owners.of(path).isEmpty())
        .map(path -> CgroupView.of(path, report))
        .toList();
  }
}

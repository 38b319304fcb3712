package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cgroups {@code audio}, {@code audio/node<N>} and, through the node's shape, the pods' own.
 */
final class SubtreePolicy {
  private final NodeSnapshot seen;
  private final Configuration configuration;
  private final Shapes shapes;
  private final Held held;
  private final UntoldPods untold;

  SubtreePolicy(NodeSnapshot seen, Configuration configuration, Shapes shapes) {
    this.seen = seen;
    this.configuration = configuration;
    this.shapes = shapes;
    this.held = new Held(seen);
    this.untold = new UntoldPods(seen);
  }

  List<DesiredCgroup> cgroups(List<PodDesire> pods, CpuShares cpus) {
    var cgroups = new ArrayList<DesiredCgroup>();
    cgroups.add(mountRoot());
    cgroups.add(audio(pods));
    for (var node : NumaChooser.served(seen)) {
      var here = pods.stream().filter(pod -> pod.numaNode() == node.id()).toList();
      var shape = shapes.of(node.id());
      cgroups.add(node(node, shape, here, cpus));
      here.forEach(pod -> cgroups.addAll(shape.cgroups(pod, cpus)));
    }
    return cgroups;
  }

  private DesiredCgroup mountRoot() {
    return DesiredCgroup.foreign(CgroupPath.ROOT, "controllers for the audio subtree")
        .controllers(shapes.controllers())
        .build();
  }

  private DesiredCgroup audio(List<PodDesire> pods) {
    var share = configuration.subtreeMax();
    var cgroup =
        DesiredCgroup.made(Subtree.ROOT, "the audio subtree").controllers(shapes.controllers());
    if (shapes.controllers().contains("memory")) {
      cgroup
          .knob(
              Memory.MIN,
              minimum(
                  Subtree.ROOT,
                  pods,
                  NumaChooser.served(seen).stream()
                      .map(node -> untold.minimum(node.id()))
                      .reduce(Bytes.ZERO, Bytes::plus)))
          .knob(
              Memory.MAX,
              share == null
                  ? Limit.MAX
                  : Limit.of(Budget.percentOf(seen.machine().memory(), share)));
    }
    kubepodsWeight().ifPresent(weight -> cgroup.knob(Cpu.WEIGHT, weight));
    return cgroup.build();
  }

  /** Beside kubepods the subtree must not get less of the cpus than its pods had inside it. */
  private Optional<Long> kubepodsWeight() {
    return seen.pods().stream()
        .map(pod -> pod.home())
        .filter(home -> home != null && !home.segments().isEmpty())
        .flatMap(home -> seen.knob(topLevel(home), Cpu.WEIGHT.file()).stream())
        .map(Long::parseLong)
        .findFirst();
  }

  private static CgroupPath topLevel(CgroupPath path) {
    return CgroupPath.ROOT.child(path.segments().getFirst());
  }

  private DesiredCgroup node(NumaNode node, Shape shape, List<PodDesire> pods, CpuShares cpus) {
    var path = Subtree.node(node.id());
    var cgroup =
        DesiredCgroup.made(path, "NUMA node " + node.id()).controllers(shape.nodeControllers());
    if (shapes.controllers().contains("memory")) {
      var swap = pods.stream().map(this::swap).toList();
      cgroup
          .knob(Memory.MIN, minimum(path, pods, untold.minimum(node.id())))
          .knob(Memory.SWAP_MAX, untold.notLower(path, Memory.SWAP_MAX.file(), Swap.sum(swap)));
    }
    if (shapes.controllers().contains("cpuset")) {
      cgroup.knob(Cpuset.MEMS, CpuList.of(node.id()));
      cpus.node(node.id()).ifPresent(use -> cgroup.knob(Cpuset.CPUS, use.wanted()));
    }
    return cgroup.build();
  }

  private Limit minimum(CgroupPath path, List<PodDesire> pods, Bytes ofUntold) {
    var sum = pods.stream().map(this::minimum).reduce(ofUntold, Bytes::plus);
    return untold.notLower(path, Memory.MIN.file(), Limit.of(sum));
  }

  private Bytes minimum(PodDesire pod) {
    return pod.wish().hold() ? held.minimum(pod.seen(), pod.wish()) : pod.granted(Adoption.SUBTREE);
  }

  private Limit swap(PodDesire pod) {
    return pod.wish().hold() ? held.swap(pod.seen(), pod.wish()) : Swap.allowance(pod);
  }
}

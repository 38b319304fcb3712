package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Migration.Mode;
import io.audionode.agent.desired.Relocation.Step;
import io.audionode.agent.model.Migration.State;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which containers that already run belong on another NUMA node, and what is to be done next. Pure.
 *
 * <p>Only what names a node counts, the pod's annotation and its sound card: most of a container's
 * memory being somewhere is no wish of anybody. kubelet's pins are neither widened nor
 * contradicted, and a node that the pod's minimum does not fit on gets nothing.
 */
final class MigrationPolicy {
  private final NodeSnapshot seen;
  private final Configuration configuration;
  private final CpuShares shares;
  private final NumaPins pins;

  MigrationPolicy(NodeSnapshot seen, Configuration configuration, CpuShares shares) {
    this.seen = seen;
    this.configuration = configuration;
    this.shares = shares;
    this.pins = new NumaPins(seen);
  }

  List<Relocation> relocations(List<PodDesire> pods) {
    return pods.stream()
        .filter(pod -> !pod.wish().hold())
        .flatMap(pod -> target(pod).stream().flatMap(target -> of(pod, target, pods).stream()))
        .toList();
  }

  /**
   * A node that something names.
   *
   * @param source what, in words
   */
  private record Target(int node, String source) {}

  private Optional<Target> target(PodDesire pod) {
    var asked = Optional.ofNullable(pod.wish().numaNode()).map(n -> new Target(n, "annotation"));
    var card = SoundPlace.of(pod.seen().pod(), seen.machine()).numaNode();
    return asked
        .filter(target -> isUsable(target.node()))
        .or(() -> Optional.ofNullable(card).map(node -> new Target(node, "sound card")))
        .filter(target -> isUsable(target.node()));
  }

  private boolean isUsable(int node) {
    return NumaChooser.usable(seen).stream().anyMatch(usable -> usable.id() == node);
  }

  private List<Relocation> of(PodDesire pod, Target target, List<PodDesire> pods) {
    var obstacle = obstacle(pod, target.node(), pods);
    return pod.containers(Adoption.IN_PLACE).stream()
        .map(container -> container.seen().home())
        .filter(home -> seen.knob(home, Cpuset.MEMS.file()).isPresent())
        .map(
            home ->
                new Relocation(
                    home,
                    pod.seen().pod().uid(),
                    target.node(),
                    cpus(home, target.node()),
                    obstacle.isPresent() ? Step.LEAVE : step(home, target.node()),
                    obstacle.orElse(
                        "NUMA node %d from the %s".formatted(target.node(), target.source()))))
        .toList();
  }

  /** Why nothing can be done. */
  private Optional<String> obstacle(PodDesire pod, int node, List<PodDesire> pods) {
    if (configuration.migration().mode() == Mode.OFF) {
      return Optional.of("migration is off");
    }
    if (!allowed(pod.seen(), node)) {
      return Optional.of("kubelet has pinned it elsewhere");
    }
    var budget = new Budget(seen.machine().numa(), configuration);
    pods.stream()
        .filter(other -> !other.seen().pod().uid().equals(pod.seen().pod().uid()))
        .forEach(other -> budget.promise(other.numaNode(), other.granted()));
    return budget.fits(node, pod.granted())
        ? Optional.empty()
        : Optional.of(
            "memory.min %s does not fit: %s".formatted(pod.granted(), budget.arithmetic(node)));
  }

  private boolean allowed(SeenPod pod, int node) {
    return pins.allowed(pod, new ArrayList<>()).contains(node);
  }

  /** What of the node's shared cpus kubelet lets it run on. */
  private CpuList cpus(CgroupPath home, int node) {
    var file = Cpuset.CPUS.file();
    var kubelets =
        seen.found(home, file)
            .or(() -> seen.knob(home, file))
            .map(CpuList::parse)
            .orElse(CpuList.EMPTY);
    return shares.sharedBy(kubelets, node);
  }

  private Step step(CgroupPath home, int node) {
    var file = Cpuset.MEMS.file();
    var ours = seen.found(home, file).isPresent();
    var mems = seen.knob(home, file).map(CpuList::parse).orElse(CpuList.EMPTY);
    if (configuration.migration().mode() == Mode.IMMEDIATE
        || (ours && mems.equals(CpuList.of(node)))) {
      return Step.NARROW;
    }
    if (ours && !mems.isEmpty() && !mems.contains(node)) {
      return Step.WIDEN;
    }
    return seen.migration(home)
        .filter(migration -> migration.node() == node)
        .map(migration -> after(migration.state()))
        .orElse(Step.MOVE);
  }

  private static Step after(State state) {
    return switch (state) {
      case WAITING, MOVING, PAUSED -> Step.MOVE;
      case DONE -> Step.NARROW;
      case FAILED -> Step.GIVE_UP;
    };
  }
}

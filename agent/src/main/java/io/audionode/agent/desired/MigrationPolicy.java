package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Migration.Mode;
import io.audionode.agent.desired.Relocation.Step;
import io.audionode.agent.model.Migration;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which containers that already run belong on another NUMA node, and what is to be done next. Pure.
 *
 * <p>Only what names a node counts, the pod's annotation and its sound card: most of a container's
 * memory being somewhere is no wish of anybody. kubelet's pins are neither widened nor
 * contradicted, and a pod begins only when its minimum fits on the node; one that has begun goes
 * on, whoever comes later.
 */
final class MigrationPolicy {
  private final NodeSnapshot seen;
  private final Configuration configuration;
  private final CpuShares shares;
  private final NumaPins pins;
  private final RelocationsSoFar soFar;

  MigrationPolicy(NodeSnapshot seen, Configuration configuration, CpuShares shares) {
    this.seen = seen;
    this.configuration = configuration;
    this.shares = shares;
    this.pins = new NumaPins(seen);
    this.soFar = new RelocationsSoFar(seen);
  }

  List<Relocation> relocations(List<PodDesire> pods) {
    var room = new Budget(seen.machine().numa(), configuration);
    pods.forEach(pod -> room.promise(promisedOn(pod), pod.granted()));
    return pods.stream()
        .filter(pod -> !pod.wish().hold())
        .flatMap(pod -> target(pod).stream().flatMap(target -> of(pod, target, room).stream()))
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
        .filter(target -> isUsable(pod, target.node()))
        .or(() -> Optional.ofNullable(card).map(node -> new Target(node, "sound card")))
        .filter(target -> isUsable(pod, target.node()));
  }

  /** A node whose cpus are all offline stays the target of those who began to move there. */
  private boolean isUsable(PodDesire pod, int node) {
    return NumaChooser.usable(seen).stream().anyMatch(usable -> usable.id() == node)
        || (seen.machine().numa().node(node).isPresent() && soFar.hasBegun(homes(pod), node));
  }

  private int promisedOn(PodDesire pod) {
    return target(pod)
        .map(Target::node)
        .filter(node -> !pod.wish().hold() && soFar.hasBegun(homes(pod), node))
        .orElse(pod.numaNode());
  }

  private List<CgroupPath> homes(PodDesire pod) {
    return pod.containers(Adoption.IN_PLACE).stream()
        .map(container -> container.seen().home())
        .filter(home -> seen.knob(home, Cpuset.MEMS.file()).isPresent())
        .toList();
  }

  private List<Relocation> of(PodDesire pod, Target target, Budget room) {
    var homes = homes(pod);
    if (homes.isEmpty()) {
      return List.of();
    }
    var obstacle = obstacle(pod, target.node(), room);
    return homes.stream().map(home -> of(home, pod, target, obstacle.orElse(null))).toList();
  }

  private Relocation of(CgroupPath home, PodDesire pod, Target target, @Nullable String obstacle) {
    var step = obstacle == null ? step(home, target.node()) : Step.LEAVE;
    var reason =
        obstacle == null
            ? "NUMA node %d from the %s".formatted(target.node(), target.source())
            : obstacle;
    return new Relocation(
        home,
        pod.seen().pod().uid(),
        target.node(),
        cpus(home, target.node()),
        step,
        step == Step.PARTLY ? reason + tooMuch(home) : reason);
  }

  private String tooMuch(CgroupPath home) {
    return seen.migration(home)
        .map(Migration::left)
        .map(
            left ->
                "; %s elsewhere is more than the %s that the kernel may move at once"
                    .formatted(left.rounded(), Migration.MOST_AT_ONCE))
        .orElse("");
  }

  /** Why nothing can be done; otherwise the node is promised to it. */
  private Optional<String> obstacle(PodDesire pod, int node, Budget room) {
    if (configuration.migration().mode() == Mode.OFF) {
      return Optional.of("migration is off");
    }
    if (pod.numaNode() != node && !pod.containers(Adoption.SUBTREE).isEmpty()) {
      return Optional.of("other containers of the pod are in audio/node" + pod.numaNode());
    }
    if (!allowed(pod, node)) {
      return Optional.of("kubelet has pinned it elsewhere");
    }
    if (promisedOn(pod) == node || soFar.hasFailed(homes(pod), node)) {
      return Optional.empty();
    }
    if (!room.fits(node, pod.granted())) {
      return Optional.of(
          "memory.min %s does not fit: %s".formatted(pod.granted(), room.arithmetic(node)));
    }
    room.promise(node, pod.granted());
    return Optional.empty();
  }

  /** Cpus that go offline are no word of kubelet's to one that has begun. */
  private boolean allowed(PodDesire pod, int node) {
    return pins.allowed(pod.seen(), new ArrayList<>()).contains(node)
        || (pins.nameOffline(pod.seen()) && soFar.hasBegun(homes(pod), node));
  }

  /**
   * What of the node's shared cpus kubelet lets it run on; while these are offline, what it has.
   */
  private CpuList cpus(CgroupPath home, int node) {
    var file = Cpuset.CPUS.file();
    var now = seen.knob(home, file).map(CpuList::parse);
    var kubelets = seen.found(home, file).map(CpuList::parse).or(() -> now);
    var cpus = shares.sharedBy(kubelets.orElse(CpuList.EMPTY), node);
    return cpus.isEmpty() || seen.machine().cpusOf(node).isEmpty()
        ? now.orElse(CpuList.EMPTY)
        : cpus;
  }

  private Step step(CgroupPath home, int node) {
    if (configuration.migration().mode() == Mode.IMMEDIATE || soFar.isNarrowed(home, node)) {
      return Step.NARROW;
    }
    if (soFar.isShutOut(home, node)) {
      return Step.WIDEN;
    }
    return seen.migration(home)
        .filter(migration -> migration.node() == node)
        .map(MigrationPolicy::after)
        .orElse(Step.WAIT);
  }

  private static Step after(Migration migration) {
    return switch (migration.state()) {
      case WAITING -> Step.WAIT;
      case MOVING, PAUSED -> Step.MOVE;
      case DONE -> migration.mayNarrow() ? Step.NARROW : Step.PARTLY;
      case FAILED -> Step.GIVE_UP;
    };
  }
}

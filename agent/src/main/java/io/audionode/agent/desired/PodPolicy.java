package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides for one pod: adoption of each container, NUMA node, minima. */
final class PodPolicy {
  private static final int MOST_OF_LIMIT = 90;

  private final NodeSnapshot seen;
  private final Budget budget;
  private final Shapes shapes;
  private final Limits limits;
  private final Adoptions adoptions;
  private final DeviceGuard devices;
  private final NumaChooser numa;

  PodPolicy(
      NodeSnapshot seen,
      Configuration configuration,
      Budget budget,
      Shapes shapes,
      DeviceGuard devices) {
    this.seen = seen;
    this.budget = budget;
    this.shapes = shapes;
    this.limits = new Limits(seen);
    this.adoptions = new Adoptions(seen, configuration.placement());
    this.devices = devices;
    this.numa = new NumaChooser(seen, budget);
  }

  PodDesire decide(SeenPod pod, Wish wish) {
    var warnings = new ArrayList<>(wish.warnings());
    var asked = Minima.ofPod(pod, wish, warnings);
    var most = Limits.under(asked, limits.memoryMax(pod));
    var numa = choose(pod, wish, most, warnings);
    var granted = granted(pod, wish, numa, asked, most, warnings);
    var containers =
        pod.appContainers().stream()
            .map(container -> container(pod, wish, container, numa, granted))
            .toList();
    containers.forEach(container -> warnIfTight(container, warnings));
    return new PodDesire(pod, wish, numa, asked, granted, containers, warnings);
  }

  private Bytes granted(
      SeenPod pod, Wish wish, NumaDecision numa, Bytes asked, Bytes most, List<String> warnings) {
    if (wish.hold()) {
      return budget.promise(numa.node(), held(pod, wish));
    }
    var refusal = refusal(pod, numa);
    if (refusal.isPresent()) {
      warnings.add("not placed and without memory.min: " + refusal.get());
      return Bytes.ZERO;
    }
    return grant(numa.node(), asked, most, warnings);
  }

  /** Of this look, or of an earlier one: what was refused stays where it is. */
  private Optional<String> refusal(SeenPod pod, NumaDecision numa) {
    return Optional.ofNullable(numa.refusal())
        .or(
            () ->
                pod.appContainers().stream()
                    .flatMap(container -> devices.refusal(container).stream())
                    .findFirst());
  }

  private NumaDecision choose(SeenPod pod, Wish wish, Bytes asked, List<String> warnings) {
    var containers = pod.appContainers();
    var stays =
        !containers.isEmpty()
            && containers.stream()
                .map(container -> decide(pod, container, wish).adoption())
                .noneMatch(way -> way == Adoption.SUBTREE || way == Adoption.WAITING);
    return stays ? numa.whereItIs(pod) : numa.choose(pod, wish, asked, warnings);
  }

  /** A container that is placed already stays so: its programs follow it. */
  private Adoptions.Decision decide(SeenPod pod, SeenContainer container, Wish wish) {
    var decision = adoptions.decide(pod, container, wish);
    return decision.adoption() == Adoption.SUBTREE && !adoptions.isPlaced(pod, container)
        ? devices.objection(pod, container).orElse(decision)
        : devices.explained(container, decision);
  }

  private ContainerDesire container(
      SeenPod pod, Wish wish, SeenContainer container, NumaDecision numa, Bytes granted) {
    var decision = decide(pod, container, wish, numa);
    var spec = spec(pod, container);
    var own = spec == null || wish.memoryMin() != null ? null : Minima.ofContainer(wish, spec);
    var asked = spec != null && wish.memoryMin() == null && own == null ? Bytes.ZERO : own;
    var place =
        decision.adoption() == Adoption.SUBTREE
            ? shapes.of(numa.node()).place(numa.node(), pod.pod().uid(), container.id())
            : container.home();
    return new ContainerDesire(
        container,
        spec,
        decision.adoption(),
        decision.reason(),
        place,
        asked == null ? granted : asked,
        Limits.under(
            asked == null ? granted : asked.min(granted), limits.memoryMax(container, spec)));
  }

  /** A pod that is refused stays where kubelet put it. */
  private Adoptions.Decision decide(
      SeenPod pod, SeenContainer container, Wish wish, NumaDecision numa) {
    var decision = decide(pod, container, wish);
    var refusal = numa.refusal();
    return refusal == null || decision.adoption() != Adoption.SUBTREE
        ? decision
        : devices.refused(container, refusal);
  }

  private Bytes held(SeenPod pod, Wish wish) {
    var held = new Held(seen);
    return held.minimum(pod, wish).plus(held.minimumInPlace(pod));
  }

  private Bytes grant(int numaNode, Bytes asked, Bytes most, List<String> warnings) {
    if (most.compareTo(asked) < 0) {
      warnings.add(
          "memory.min %s is cut to the pod's limit %s: ask for less or raise the limit"
              .formatted(asked, most));
    }
    var granted = budget.promise(numaNode, most);
    if (granted.compareTo(most) < 0) {
      warnings.add(
          "memory.min %s is cut to %s: NUMA node %d can promise no more; ask for less or move a pod"
              .formatted(most, granted, numaNode));
    }
    return granted;
  }

  /** Above this share of the limit, page cache has nowhere to go (kubernetes#126485). */
  private void warnIfTight(ContainerDesire container, List<String> warnings) {
    if (limits.memoryMax(container.seen(), container.spec()) instanceof Limit.Of max
        && container.granted().compareTo(Budget.percentOf(max.bytes(), MOST_OF_LIMIT)) > 0) {
      warnings.add(
          "memory.min %s is above %d%% of memory.max %s in container %s: file I/O may be OOM-killed; raise the limit"
              .formatted(container.granted(), MOST_OF_LIMIT, max.bytes(), container.title()));
    }
  }

  /** Which spec a container's directory stands for: by id, or as the only one, or by its limit. */
  private @Nullable ContainerSpec spec(SeenPod pod, SeenContainer container) {
    var specs =
        Stream.concat(pod.pod().containers().stream(), pod.pod().initContainers().stream())
            .toList();
    var byId = specs.stream().filter(spec -> container.id().equals(spec.id())).findFirst();
    if (byId.isPresent() || specs.size() == 1) {
      return byId.orElseGet(specs::getFirst);
    }
    var max = seen.knob(container.home(), Memory.MAX.file()).orElse("");
    var byLimit = specs.stream().filter(spec -> max.equals(limitText(spec))).toList();
    return byLimit.size() == 1 ? byLimit.getFirst() : null;
  }

  private static String limitText(ContainerSpec spec) {
    return spec.memoryLimit() == null ? "max" : Memory.MAX.text(Limit.of(spec.memoryLimit()));
  }
}

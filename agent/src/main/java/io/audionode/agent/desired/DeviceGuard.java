package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.desired.Adoptions.Decision;
import io.audionode.agent.model.DeviceRules;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a container may leave its home without getting at devices that it must not have.
 *
 * <p>On cgroup v2 its device list is a program on its home. A process that is moved away is not
 * subject to it any more, unless the same program is attached where it goes.
 */
final class DeviceGuard {
  private final NodeSnapshot seen;
  private final Shapes shapes;
  private final DeviceMemory memory;

  /**
   * @param memory of earlier looks
   */
  DeviceGuard(NodeSnapshot seen, Shapes shapes, DeviceMemory memory) {
    this.seen = seen;
    this.shapes = shapes;
    this.memory = memory;
    memory.beginLook(seen.cgroups().all().stream().map(SeenCgroup::inode).toList());
  }

  /** The decision with the reason that was given when the container was first not moved. */
  Decision explained(SeenContainer container, Decision decision) {
    return decision.adoption() == Adoption.IN_PLACE
        ? memory
            .reason(inode(container))
            .map(why -> new Decision(Adoption.IN_PLACE, why))
            .orElse(decision)
        : decision;
  }

  /** It is not moved because its pod is refused, which is remembered as an objection is. */
  Decision refused(SeenContainer container, String refusal) {
    memory.keepRefusal(inode(container), refusal);
    return new Decision(Adoption.IN_PLACE, ContainerDesire.REFUSED + refusal);
  }

  /** Why its pod was refused when it was born; empty when it was not. */
  Optional<String> refusal(SeenContainer container) {
    return memory.refusal(inode(container));
  }

  /** What to do with a container instead of moving it; empty when it may be moved. */
  Optional<Decision> objection(SeenPod pod, SeenContainer container) {
    var known = memory.reason(inode(container));
    if (known.isPresent()) {
      return known.map(reason -> new Decision(Adoption.IN_PLACE, reason));
    }
    var objection = found(pod, container);
    objection
        .filter(decision -> decision.adoption() == Adoption.IN_PLACE)
        .ifPresent(decision -> memory.keepReason(inode(container), decision.reason()));
    if (objection.isEmpty() && rules(container) instanceof DeviceRules.Programs programs) {
      memory.plan(inode(container), programs.effective());
    }
    return objection;
  }

  /** Of its home; 0, which no cgroup has, when that is gone. */
  private long inode(SeenContainer container) {
    return seen.cgroup(container.home()).map(SeenCgroup::inode).orElse(0L);
  }

  private Optional<Decision> found(SeenPod pod, SeenContainer container) {
    return switch (rules(container)) {
      case DeviceRules.Unreadable(var reason) ->
          inPlace("which devices it is denied cannot be read: " + reason);
      case DeviceRules.Programs programs -> objection(pod, container, programs);
    };
  }

  private Optional<Decision> objection(
      SeenPod pod, SeenContainer container, DeviceRules.Programs programs) {
    if (isPending(container, programs)) {
      return Optional.of(
          new Decision(Adoption.WAITING, "until the runtime has set which devices it is denied"));
    }
    if (wasNotAttached(pod, container, programs)) {
      return inPlace("its device programs could not be attached in the subtree");
    }
    if (hasOwnBelow(container, programs)) {
      return inPlace("cgroups inside it have device programs of their own");
    }
    return sharesACgroup() && othersDiffer(pod, container, programs)
        ? inPlace(
            "domain: node has one cgroup for all of a pod's containers, and their device"
                + " programs differ")
        : Optional.empty();
  }

  /** By the same reading that the programs to attach are taken from. */
  private static boolean isPending(SeenContainer container, DeviceRules.Programs programs) {
    return container.devicesExpected()
        && programs.own().isEmpty()
        && container.age().compareTo(Adoptions.AT_BIRTH_AGE) <= 0;
  }

  private DeviceRules rules(SeenContainer container) {
    return seen.cgroup(container.home()).map(SeenCgroup::devices).orElse(DeviceRules.NONE);
  }

  /**
   * A cgroup that was made for it and left without a program, though attaching comes right after
   * making. One that is still empty may be from a look at which the runtime had attached none.
   */
  private boolean wasNotAttached(
      SeenPod pod, SeenContainer container, DeviceRules.Programs programs) {
    return !programs.effective().isEmpty()
        && Stream.of(container.id(), "pod" + pod.pod().uid())
            .flatMap(name -> seen.cgroups().ofSubtree(name).stream())
            .filter(cgroup -> isFor(pod, container, cgroup))
            .filter(cgroup -> memory.wasTried(inode(container)) || isPopulated(cgroup))
            .anyMatch(cgroup -> cgroup.devices().own().isEmpty());
  }

  private boolean isPopulated(SeenCgroup cgroup) {
    return !seen.processesBelow(cgroup.path()).isEmpty();
  }

  private static boolean isFor(SeenPod pod, SeenContainer container, SeenCgroup cgroup) {
    var name = cgroup.path().name();
    return name.equals(container.id())
        ? Subtree.isOf(pod.pod().uid(), container.id(), cgroup.path())
        : cgroup.type() == CgroupType.THREADED;
  }

  private boolean hasOwnBelow(SeenContainer container, DeviceRules.Programs programs) {
    return seen.cgroups()
        .from(container.home())
        .anyMatch(
            cgroup ->
                !(cgroup.devices() instanceof DeviceRules.Programs(var _, var effective)
                    && effective.equals(programs.effective())));
  }

  private boolean sharesACgroup() {
    return NumaChooser.served(seen).stream()
        .anyMatch(node -> shapes.domain(node.id()) == Domain.NODE);
  }

  private boolean othersDiffer(SeenPod pod, SeenContainer container, DeviceRules.Programs mine) {
    return pod.appContainers().stream()
        .filter(other -> !other.home().equals(container.home()))
        .map(this::rules)
        .anyMatch(
            rules ->
                rules instanceof DeviceRules.Programs(var own, var effective)
                    && !own.isEmpty()
                    && !effective.equals(mine.effective()));
  }

  private static Optional<Decision> inPlace(String reason) {
    return Optional.of(new Decision(Adoption.IN_PLACE, reason));
  }
}

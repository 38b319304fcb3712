package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration.Placement;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How each container is looked after.
 *
 * <p>Moving a process does not move its memory, so a container is moved only while there is next to
 * nothing to leave behind: the container runtime is still preparing it.
 */
final class Adoptions {
  /** A Go runtime's own start-up ({@code runc init}) is charged to the container it prepares. */
  static final Bytes AT_BIRTH_CHARGE = Bytes.ofMebibytes(16);

  /** Longer than any runtime prepares a container, shorter than any service needs to matter. */
  static final Duration AT_BIRTH_AGE = Duration.ofSeconds(10);

  /**
   * With systemd's cgroup driver a container's home is a scope unit, which systemd stops and
   * removes once its last process has left; then the runtime has nothing to exec into.
   */
  private static final String SCOPE = ".scope";

  private final NodeSnapshot seen;
  private final Placement placement;

  /** The containers whose cgroups in the subtree have processes, see {@link Subtree#container}. */
  private final Set<String> placed;

  /** Where the processes in the subtree came from. */
  private final NavigableSet<CgroupPath> placedFrom;

  /** Homes with processes that the agent had moved and somebody else has moved back. */
  private final NavigableSet<CgroupPath> takenOut;

  /** Whose control files were written: each with its inode, as another may have its name. */
  private final Set<Map.Entry<CgroupPath, Long>> written;

  Adoptions(NodeSnapshot seen, Placement placement) {
    this.seen = seen;
    this.placement = placement;
    var homes = new Homes(seen);
    var inSubtree =
        seen.processes().stream().filter(process -> Subtree.contains(process.cgroup())).toList();
    this.placed =
        inSubtree.stream()
            .flatMap(process -> Subtree.container(process.cgroup()).stream())
            .collect(Collectors.toUnmodifiableSet());
    this.placedFrom =
        inSubtree.stream()
            .flatMap(process -> homes.of(process).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    this.takenOut =
        seen.processes().stream()
            .flatMap(process -> homeItWasMovedFrom(process).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    this.written =
        seen.originals()
            .each(Original.KnobValue.class)
            .map(original -> Map.entry(original.cgroup(), original.inode()))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** An adoption and why. */
  record Decision(Adoption adoption, String reason) {
    Decision {
      requireNonNull(adoption, "adoption is null");
      requireNonNull(reason, "reason is null");
    }
  }

  Decision decide(SeenPod pod, SeenContainer container, Wish wish) {
    if (wish.hold()) {
      return new Decision(Adoption.HELD, "annotation hold");
    }
    if (isPlaced(pod, container)) {
      return new Decision(Adoption.SUBTREE, "placed");
    }
    return switch (placement) {
      case IN_PLACE -> new Decision(Adoption.IN_PLACE, "placement: in-place");
      case SUBTREE_ALWAYS -> new Decision(Adoption.SUBTREE, "placement: subtree-always");
      case SUBTREE -> byEvidence(container);
    };
  }

  private Decision byEvidence(SeenContainer container) {
    if (container.home().name().endsWith(SCOPE)) {
      return new Decision(Adoption.IN_PLACE, "systemd ends a scope that is empty");
    }
    if (isProtectedInPlace(container)) {
      return new Decision(Adoption.IN_PLACE, alreadyRunning(container));
    }
    var young = container.age().compareTo(AT_BIRTH_AGE) <= 0;
    var empty = container.charged().compareTo(AT_BIRTH_CHARGE) <= 0;
    return young && empty
        ? new Decision(Adoption.SUBTREE, "at birth")
        : new Decision(Adoption.IN_PLACE, alreadyRunning(container));
  }

  private static String alreadyRunning(SeenContainer container) {
    return ContainerDesire.ALREADY_RUNNING + ", charged elsewhere: " + container.charged();
  }

  private Optional<CgroupPath> homeItWasMovedFrom(SeenProcess process) {
    return seen.originals().home(process.id()).filter(process.cgroup()::startsWith);
  }

  /**
   * Processes that came from this home and are in the subtree now: whole containers never go back.
   * Or they were, and most of what they use still is.
   */
  boolean isPlaced(SeenPod pod, SeenContainer container) {
    return placed.contains(Subtree.container(pod.pod().uid(), container.id()))
        || holds(placedFrom, container.home())
        || (holds(takenOut, container.home()) && isMostlyInSubtree(pod, container));
  }

  private static boolean holds(NavigableSet<CgroupPath> homes, CgroupPath home) {
    var first = homes.ceiling(home);
    return first != null && first.startsWith(home);
  }

  /** A move that the kernel refused leaves a line in the journal as well, but no memory. */
  private boolean isMostlyInSubtree(SeenPod pod, SeenContainer container) {
    return seen.cgroups().ofSubtree(container.id()).stream()
        .filter(cgroup -> Subtree.isOf(pod.pod().uid(), container.id(), cgroup.path()))
        .flatMap(cgroup -> Stream.ofNullable(cgroup.current()))
        .anyMatch(charged -> charged.compareTo(container.charged()) > 0);
  }

  private boolean isProtectedInPlace(SeenContainer container) {
    return seen.cgroup(container.home())
        .filter(home -> written.contains(Map.entry(home.path(), home.inode())))
        .isPresent();
  }
}

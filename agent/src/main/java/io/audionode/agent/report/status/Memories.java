package io.audionode.agent.report.status;

import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.ContainerDesire;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where pods' memory is charged and how much of it is protected. */
final class Memories {
  private final NodeSnapshot seen;
  private final EffectiveProtection protection;

  Memories(NodeSnapshot seen) {
    this.seen = seen;
    this.protection = new EffectiveProtection(seen);
  }

  MemoryView of(PodDesire pod) {
    var effective = sum(pod.containers().stream().map(this::effective));
    return new MemoryView(
        Amount.of(pod.asked()),
        Amount.of(pod.granted()),
        Amount.of(pod.wish().hold() ? effective : effective.min(pod.granted())),
        amount(here(pod)),
        Amount.of(sum(pod.containers().stream().map(Memories::elsewhere))));
  }

  MemoryView of(ContainerDesire container) {
    return new MemoryView(
        Amount.of(container.asked()),
        Amount.of(container.granted()),
        Amount.of(effective(container)),
        amount(here(container)),
        Amount.of(elsewhere(container)));
  }

  /** A pod that no profile serves: it has what kubelet gave it. */
  MemoryView of(SeenPod pod) {
    var containers = pod.appContainers();
    var zero = Amount.of(Bytes.ZERO);
    return new MemoryView(
        zero,
        zero,
        Amount.of(sum(containers.stream().map(container -> protection.of(container.home())))),
        Amount.of(sum(containers.stream().map(SeenContainer::charged))),
        zero);
  }

  private Bytes effective(ContainerDesire container) {
    return domain(container)
        .map(
            domain ->
                isShared(domain)
                    ? protection.of(domain).min(container.granted())
                    : protection.of(domain))
        .orElse(Bytes.ZERO);
  }

  private static Bytes elsewhere(ContainerDesire container) {
    return container.adoption() == Adoption.SUBTREE ? container.seen().charged() : Bytes.ZERO;
  }

  /** A pod's cgroup also holds what its ended containers left; so it counts, not their sum. */
  private @Nullable Bytes here(PodDesire pod) {
    var sum = Bytes.ZERO;
    for (var container : pod.containers()) {
      var domain = domain(container);
      if (domain.filter(Memories::isShared).isPresent()) {
        return null;
      }
      if (domain.filter(Subtree::contains).isEmpty()) {
        sum = sum.plus(container.adoption() == Adoption.SUBTREE ? Bytes.ZERO : charged(container));
      }
    }
    var uid = pod.seen().pod().uid();
    return sum.plus(sum(podCgroups(uid).flatMap(cgroup -> Stream.ofNullable(cgroup.current()))));
  }

  private Stream<SeenCgroup> podCgroups(String uid) {
    return seen.cgroups().ofSubtree("pod" + uid).stream();
  }

  private @Nullable Bytes here(ContainerDesire container) {
    var domain = domain(container);
    if (domain.isEmpty()) {
      return Bytes.ZERO;
    }
    if (isShared(domain.get())) {
      return null;
    }
    return seen.cgroup(domain.get()).map(SeenCgroup::current).orElse(Bytes.ZERO);
  }

  private static Bytes charged(ContainerDesire container) {
    return container.seen().charged();
  }

  /** The cgroup that a container's memory is charged to; empty while it has yet to be made. */
  private Optional<CgroupPath> domain(ContainerDesire container) {
    return switch (container.adoption()) {
      case IN_PLACE, WAITING -> Optional.of(container.seen().home());
      case SUBTREE -> domainAbove(container.place());
      case HELD -> placed(container.seen().id()).or(() -> Optional.of(container.seen().home()));
    };
  }

  private Optional<CgroupPath> placed(String containerId) {
    return seen.cgroups().ofSubtree(containerId).stream().map(SeenCgroup::path).findFirst();
  }

  /** Threaded cgroups are charged to the nearest domain above them. */
  private Optional<CgroupPath> domainAbove(CgroupPath place) {
    var path = Optional.of(place);
    while (path.flatMap(seen::cgroup).filter(c -> c.type() == CgroupType.THREADED).isPresent()) {
      path = path.flatMap(CgroupPath::parent);
    }
    return path.filter(domain -> seen.cgroup(domain).isPresent());
  }

  private static boolean isShared(CgroupPath domain) {
    return domain.parent().filter(Subtree.ROOT::equals).isPresent();
  }

  private static @Nullable Amount amount(@Nullable Bytes bytes) {
    return bytes == null ? null : Amount.of(bytes);
  }

  private static Bytes sum(Stream<Bytes> amounts) {
    return amounts.reduce(Bytes.ZERO, Bytes::plus);
  }
}

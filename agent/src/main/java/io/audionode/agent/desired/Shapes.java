package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The shape of each {@code audio/node<N>}.
 *
 * <p>A cgroup that became threaded never goes back, and processes cannot change their memory domain
 * without leaving their memory behind; so a node that holds pods' cgroups keeps the shape they were
 * made in, and a changed {@code domain} counts once it is empty.
 */
final class Shapes {
  private static final Set<String> WANTED = Set.of("cpuset", "cpu", "memory", "pids");

  private final NodeSnapshot seen;
  private final Domain configured;
  private final Set<String> controllers;
  private final Limits limits;
  private final Map<Integer, Domain> domains = new HashMap<>();

  Shapes(NodeSnapshot seen, Configuration configuration) {
    this.seen = seen;
    this.configured = configuration.domain();
    this.limits = new Limits(seen);
    var available = new HashSet<>(WANTED);
    available.retainAll(seen.machine().controllers());
    this.controllers = Set.copyOf(available);
  }

  /** The controllers audionode uses, as far as this kernel has them. */
  Set<String> controllers() {
    return controllers;
  }

  Shape of(int numaNode) {
    return switch (domain(numaNode)) {
      case CONTAINER -> new ContainerDomain(controllers, limits);
      case NODE -> new NodeDomain(controllers, limits);
    };
  }

  Domain domain(int numaNode) {
    return domains.computeIfAbsent(numaNode, node -> existing(node).orElse(configured));
  }

  private Optional<Domain> existing(int numaNode) {
    var node = Subtree.node(numaNode);
    return seen.cgroups()
        .from(node)
        .filter(cgroup -> cgroup.path().parent().filter(node::equals).isPresent())
        .flatMap(pod -> domainOf(pod, node).stream())
        .findFirst()
        .or(() -> ofHidden(node));
  }

  /** Of pods' cgroups that cannot be read: only a container domain hands memory to them. */
  private Optional<Domain> ofHidden(CgroupPath node) {
    return seen.cgroup(node)
        .filter(_ -> seen.gaps().hides(node))
        .map(_ -> handsOutMemory(node) ? Domain.CONTAINER : Domain.NODE);
  }

  /**
   * Empty for one that was made and nothing more: whoever made it was kept from the next step,
   * which is to make it threaded where the node is one domain.
   */
  private Optional<Domain> domainOf(SeenCgroup pod, CgroupPath node) {
    if (pod.type() == CgroupType.THREADED) {
      return Optional.of(Domain.NODE);
    }
    return handsOutMemory(node) || !pod.subtreeControl().isEmpty()
        ? Optional.of(Domain.CONTAINER)
        : Optional.empty();
  }

  private boolean handsOutMemory(CgroupPath node) {
    return seen.cgroup(node).filter(now -> now.subtreeControl().contains("memory")).isPresent();
  }
}

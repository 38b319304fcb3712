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
        .map(Shapes::domainOf)
        .findFirst()
        .or(() -> ofHidden(node));
  }

  /** Of pods' cgroups that cannot be read: only a container domain hands memory to them. */
  private Optional<Domain> ofHidden(CgroupPath node) {
    return seen.cgroup(node)
        .filter(_ -> seen.gaps().hides(node))
        .map(now -> now.subtreeControl().contains("memory") ? Domain.CONTAINER : Domain.NODE);
  }

  private static Domain domainOf(SeenCgroup podCgroup) {
    return podCgroup.type() == CgroupType.THREADED ? Domain.NODE : Domain.CONTAINER;
  }
}

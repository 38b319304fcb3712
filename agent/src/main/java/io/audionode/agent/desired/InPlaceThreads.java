package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Thread classes below a container's own cgroup, which its runtime made: that one becomes a thread
 * root and stays a domain, as runc needs it (runc#3821). Its processes stay in it, and only threads
 * of a class move to a threaded child.
 */
final class InPlaceThreads {
  private InPlaceThreads() {}

  /**
   * Whether a container's cgroup can become a thread root: nothing in it made cgroups of its own
   * (Documentation/admin-guide/cgroup-v2.rst, "Threads").
   */
  static boolean mayHave(NodeSnapshot seen, CgroupPath home) {
    return seen.cgroup(home).filter(InPlaceThreads::isDomain).isPresent()
        && seen.cgroups()
            .from(home)
            .map(SeenCgroup::path)
            .filter(path -> !path.equals(home))
            .allMatch(seen.originals()::created);
  }

  private static boolean isDomain(SeenCgroup cgroup) {
    return cgroup.type() == CgroupType.DOMAIN || cgroup.type() == CgroupType.DOMAIN_THREADED;
  }

  /** What its parent hands to it, as far as threaded cgroups may use it. */
  static Set<String> controllers(NodeSnapshot seen, CgroupPath home) {
    var handed =
        new HashSet<>(
            home.parent().flatMap(seen::cgroup).map(SeenCgroup::subtreeControl).orElse(Set.of()));
    handed.retainAll(ContainerDomain.THREADED);
    return Set.copyOf(handed);
  }

  /** One cgroup for each class. */
  static List<DesiredCgroup> cgroups(NodeSnapshot seen, ThreadRoot root) {
    var controllers = controllers(seen, root.path());
    return root.classes().stream()
        .map(threads -> ThreadClasses.of(root.path(), threads, controllers).build())
        .toList();
  }
}

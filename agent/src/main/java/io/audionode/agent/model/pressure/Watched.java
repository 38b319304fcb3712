package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import org.jspecify.annotations.Nullable;

/**
 * A cgroup whose pressure is watched, or the machine.
 *
 * @param path the root for the machine
 * @param inode tells the cgroup from a later one of its name; 0 for the machine
 * @param domain where its memory is counted: itself, or the thread root of a threaded cgroup
 * @param pod the audio pod's UID, null where it is more than one pod's
 * @param subject the pod's namespace and name, {@code "node"} for more than a pod
 */
public record Watched(
    Scope scope,
    CgroupPath path,
    long inode,
    CgroupPath domain,
    @Nullable String pod,
    String subject) {
  private static final String NODE = "node";

  public Watched {
    requireNonNull(scope, "scope is null");
    requireNonNull(path, "path is null");
    requireNonNull(domain, "domain is null");
    requireNonNull(subject, "subject is null");
    if (scope.ofPod() != (pod != null)) {
      throw new IllegalArgumentException("scope is " + scope + ", pod is " + pod);
    }
  }

  /** The machine as a whole. */
  public static Watched node() {
    return new Watched(Scope.NODE, CgroupPath.ROOT, 0, CgroupPath.ROOT, null, NODE);
  }

  /** What all audio pods of a NUMA node have in common. */
  public static Watched numaNode(CgroupPath path, long inode) {
    return new Watched(Scope.NUMA_NODE, path, inode, path, null, NODE);
  }

  /** Each pass looks all of them up; a record's own hash of six parts costs far more. */
  @Override
  public int hashCode() {
    return 31 * Long.hashCode(inode) + path.value().hashCode();
  }

  /** Whether its memory is counted in a cgroup of its own, and in no other that is watched. */
  public boolean isDomain() {
    return domain.equals(path);
  }
}

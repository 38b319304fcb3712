package io.audionode.agent.model.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An audio pod, and where its memory is.
 *
 * @param numaNode the NUMA node that it belongs to, null when no profile serves it
 * @param cgroups every memory domain of its own
 * @param processes those of its own programs
 * @param shared the domain that it shares with all pods of its NUMA node ({@code domain: node}), of
 *     which nobody can say whose memory it is; null when there is none
 */
public record WatchedPod(
    String uid,
    String namespace,
    String name,
    @Nullable Integer numaNode,
    List<WatchedCgroup> cgroups,
    List<WatchedProcess> processes,
    @Nullable CgroupPath shared) {
  public WatchedPod {
    requireNonNull(uid, "uid is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    cgroups = List.copyOf(cgroups);
    processes = List.copyOf(processes);
  }
}

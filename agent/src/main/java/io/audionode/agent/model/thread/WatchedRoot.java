package io.audionode.agent.model.thread;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A thread root that is swept.
 *
 * @param pod whose threads are in it
 * @param cgroups where its threads are
 * @param classes the cgroups of thread classes among them, by the class's name
 * @param settled whether a thread is where and as it is desired; pure and cheap
 * @param mlockAdvice whether locked memory is to be looked at
 */
public record WatchedRoot(
    Pod pod,
    List<CgroupPath> cgroups,
    Map<CgroupPath, String> classes,
    Predicate<SeenThread> settled,
    boolean mlockAdvice) {
  public WatchedRoot {
    requireNonNull(pod, "pod is null");
    requireNonNull(settled, "settled is null");
    cgroups = List.copyOf(cgroups);
    classes = Map.copyOf(classes);
  }
}

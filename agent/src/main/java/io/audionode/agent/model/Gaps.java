package io.audionode.agent.model;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a look could not see. What a snapshot lacks for that reason is not gone.
 *
 * @param podsComplete whether every source of pods and every directory of theirs could be read;
 *     while not, a pod or its cgroup that is not here may be one that could not be read
 * @param unreadable cgroups that are there and could not be read, themselves or their processes,
 *     with the kernel's words
 */
public record Gaps(boolean podsComplete, SortedMap<CgroupPath, String> unreadable) {
  /** Everything was seen. */
  public static final Gaps NONE = new Gaps(true, new TreeMap<>());

  public Gaps {
    unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
  }

  /** Whether a cgroup, or one above or below it, could not be read. */
  public boolean hides(CgroupPath path) {
    return unreadable.keySet().stream()
        .anyMatch(gap -> gap.startsWith(path) || path.startsWith(gap));
  }

  /** Why one of a pod's own cgroups, here or in the audio subtree, could not be read. */
  public Optional<String> of(SeenPod pod) {
    return unreadable.entrySet().stream()
        .filter(gap -> isOf(pod, gap.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Why cgroups that are none of these pods' could not be read. */
  public List<String> ofNone(Collection<SeenPod> pods) {
    return unreadable.entrySet().stream()
        .filter(gap -> pods.stream().noneMatch(pod -> isOf(pod, gap.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * The levels of the subtree above pods are every pod's: below them nothing may be seen. A pod
   * whose directory was not found may have it in any that could not be listed.
   */
  private static boolean isOf(SeenPod pod, CgroupPath path) {
    var home = pod.home();
    return (home == null ? !Subtree.contains(path) : path.startsWith(home))
        || Subtree.isOf(pod.pod().uid(), path)
        || (Subtree.contains(path) && !Subtree.isOfPod(path));
  }
}

package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cgroups of one moment, parents before their children. What is asked of one cgroup costs the
 * same however many there are.
 */
public final class SeenCgroups {
  private final TreeMap<CgroupPath, SeenCgroup> inOrder;
  private final Map<CgroupPath, SeenCgroup> byPath;
  private final Map<String, List<SeenCgroup>> ofSubtreeByName;

  private SeenCgroups(SortedMap<CgroupPath, SeenCgroup> cgroups) {
    this.inOrder = new TreeMap<>(cgroups);
    this.byPath = new HashMap<>(cgroups);
    this.ofSubtreeByName =
        cgroups.values().stream()
            .filter(cgroup -> Subtree.contains(cgroup.path()))
            .collect(Collectors.groupingBy(cgroup -> cgroup.path().name()));
  }

  public static SeenCgroups of(SortedMap<CgroupPath, SeenCgroup> cgroups) {
    return new SeenCgroups(requireNonNull(cgroups, "cgroups is null"));
  }

  public Optional<SeenCgroup> get(CgroupPath path) {
    return Optional.ofNullable(byPath.get(path));
  }

  public Collection<SeenCgroup> all() {
    return Collections.unmodifiableCollection(inOrder.values());
  }

  public SequencedSet<CgroupPath> paths() {
    return Collections.unmodifiableSequencedSet(inOrder.navigableKeySet());
  }

  /** The cgroup itself, if it is there, and all below it. */
  public Stream<SeenCgroup> from(CgroupPath path) {
    return path.in(inOrder);
  }

  /** Those of the audio subtree that have this last name, a pod's or a container's. */
  public List<SeenCgroup> ofSubtree(String name) {
    return ofSubtreeByName.getOrDefault(name, List.of());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeenCgroups cgroups && inOrder.equals(cgroups.inOrder);
  }

  @Override
  public int hashCode() {
    return inOrder.hashCode();
  }

  @Override
  public String toString() {
    return inOrder.toString();
  }
}

package io.audionode.agent.model;

import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything the agent has changed and not yet put back, in the order of the changes. Immutable.
 */
public final class Originals {
  public static final Originals NONE = new Originals(Map.of());

  private final Map<String, Original> byKey;

  private Originals(Map<String, Original> byKey) {
    this.byKey = byKey;
  }

  public static Originals of(Collection<Original> all) {
    var byKey = new LinkedHashMap<String, Original>();
    all.forEach(original -> byKey.merge(original.key(), original, Original::renewedBy));
    return new Originals(byKey);
  }

  public Collection<Original> all() {
    return Collections.unmodifiableCollection(byKey.values());
  }

  /** Whether a line would tell nothing that is not here already. */
  public boolean contains(Original original) {
    var here = byKey.get(original.key());
    return here != null && here.renewedBy(original).equals(here);
  }

  /** Whether the agent made this cgroup. */
  public boolean created(CgroupPath cgroup) {
    return byKey.containsKey(Original.Created.keyOf(cgroup));
  }

  /** What is noted of a control file of this very cgroup, not of an older one of its name. */
  public Optional<Original.KnobValue> knob(SeenCgroup cgroup, String file) {
    return of(
        Original.KnobValue.class, Original.KnobValue.keyOf(cgroup.path(), cgroup.inode(), file));
  }

  public Optional<CgroupPath> home(ProcessId process) {
    return of(Original.Home.class, Original.Home.keyOf(process)).map(Original.Home::cgroup);
  }

  public Optional<Integer> oomScoreAdj(ProcessId process) {
    return oomScoreAdjLine(process).map(Original.OomScoreAdj::found);
  }

  /** What is noted of a process's {@code oom_score_adj}. */
  public Optional<Original.OomScoreAdj> oomScoreAdjLine(ProcessId process) {
    return of(Original.OomScoreAdj.class, Original.OomScoreAdj.keyOf(process));
  }

  public Optional<Integer> swappiness() {
    return swappinessLine().map(Original.Swappiness::found);
  }

  public Optional<Original.Swappiness> swappinessLine() {
    return of(Original.Swappiness.class, Original.Swappiness.KEY);
  }

  /** All originals of one kind, in the order of the changes. */
  public <T extends Original> Stream<T> each(Class<T> kind) {
    return byKey.values().stream().filter(kind::isInstance).map(kind::cast);
  }

  private <T extends Original> Optional<T> of(Class<T> kind, String key) {
    return Optional.ofNullable(byKey.get(key)).map(kind::cast);
  }
}

package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.QosClass;
import io.audionode.cgroupfs.format.Limit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A named set of wishes for a pod.
 *
 * @param memoryMin how much memory is protected
 * @param swapMax {@code memory.swap.max} of each container
 * @param oomScoreAdj per QoS class, -1000..1000
 * @param numa how strictly the pod belongs to one NUMA node
 * @param threads thread classes, each a threaded cgroup beside {@code main}
 * @param mlockAdvice whether to say so when threads of a class run in a process that has not locked
 *     its memory
 * @param reactions what is done when memory pressure hurts the pod; all but {@link
 *     Reaction#OBSERVE} need that one
 */
public record Profile(
    String name,
    MemoryMin memoryMin,
    Limit swapMax,
    Map<QosClass, Integer> oomScoreAdj,
    Numa numa,
    List<ThreadClass> threads,
    boolean mlockAdvice,
    Set<Reaction> reactions) {
  public Profile {
    requireNonNull(name, "name is null");
    requireNonNull(memoryMin, "memoryMin is null");
    requireNonNull(swapMax, "swapMax is null");
    requireNonNull(numa, "numa is null");
    oomScoreAdj.forEach((qos, adj) -> Range.OOM_SCORE_ADJ.check("oomScoreAdj " + qos, adj));
    oomScoreAdj = Collections.unmodifiableMap(inOrder(oomScoreAdj));
    threads = List.copyOf(threads);
    reactions = Collections.unmodifiableSet(inOrder(reactions));
    if (!reactions.isEmpty() && !reactions.contains(Reaction.OBSERVE)) {
      throw new IllegalArgumentException("reactions are " + reactions + ", without OBSERVE");
    }
  }

  /** The same profile with other thread classes. */
  public Profile with(List<ThreadClass> classes) {
    return new Profile(
        name, memoryMin, swapMax, oomScoreAdj, numa, classes, mlockAdvice, reactions);
  }

  private static Map<QosClass, Integer> inOrder(Map<QosClass, Integer> oomScoreAdj) {
    var ordered = new EnumMap<QosClass, Integer>(QosClass.class);
    ordered.putAll(oomScoreAdj);
    return ordered;
  }

  private static Set<Reaction> inOrder(Set<Reaction> reactions) {
    var ordered = EnumSet.noneOf(Reaction.class);
    ordered.addAll(reactions);
    return ordered;
  }

  /** Whether this is done when memory pressure hurts the pod. */
  public boolean reacts(Reaction reaction) {
    return reactions.contains(reaction);
  }

  /** How strictly a pod belongs to one NUMA node. */
  public enum Numa {
    REQUIRED,
    PREFERRED,
    ANY
  }

  /** What is done when memory pressure hurts a pod, and undone when it is calm again. */
  public enum Reaction {
    /** Its triggers are armed, and what happens is told. */
    OBSERVE,
    /** The OOM killer is kept from its processes. */
    OOM,
    /** BestEffort pods that did not ask give some of their memory back. */
    RECLAIM,
    /** BestEffort pods that did not ask have to make do with a little less. */
    THROTTLE
  }
}

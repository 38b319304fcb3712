package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.QosClass;
import io.audionode.cgroupfs.format.Limit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A named set of wishes for a pod.
 *
 * @param memoryMin how much memory is protected
 * @param swapMax {@code memory.swap.max} of each container
 * @param oomScoreAdj per QoS class, -1000..1000
 * @param numa how strictly the pod belongs to one NUMA node
 * @param threads thread classes, each a threaded cgroup beside {@code main}
 */
public record Profile(
    String name,
    MemoryMin memoryMin,
    Limit swapMax,
    Map<QosClass, Integer> oomScoreAdj,
    Numa numa,
    List<ThreadClass> threads) {
  public Profile {
    requireNonNull(name, "name is null");
    requireNonNull(memoryMin, "memoryMin is null");
    requireNonNull(swapMax, "swapMax is null");
    requireNonNull(numa, "numa is null");
    oomScoreAdj.forEach((qos, adj) -> Range.OOM_SCORE_ADJ.check("oomScoreAdj " + qos, adj));
    oomScoreAdj = Collections.unmodifiableMap(inOrder(oomScoreAdj));
    threads = List.copyOf(threads);
  }

  private static Map<QosClass, Integer> inOrder(Map<QosClass, Integer> oomScoreAdj) {
    var ordered = new EnumMap<QosClass, Integer>(QosClass.class);
    ordered.putAll(oomScoreAdj);
    return ordered;
  }

  /** How strictly a pod belongs to one NUMA node. */
  public enum Numa {
    REQUIRED,
    PREFERRED,
    ANY
  }
}

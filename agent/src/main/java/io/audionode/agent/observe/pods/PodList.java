package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Pod;
import java.util.List;

/**
 * The pods of this node, and what is wrong with their source.
 *
 * @param pods no two have the same UID; at most {@value #MAX_PODS}
 * @param problems empty when the pods are exactly what the source says now
 */
public record PodList(List<Pod> pods, List<PodProblem> problems) {
  /** Kubernetes supports 110 pods on a node, and large clusters go to some hundreds. */
  public static final int MAX_PODS = 1000;

  public PodList {
    pods = List.copyOf(pods);
    problems = List.copyOf(problems);
  }
}

package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Pod;
import java.util.List;

/**
 * The pods of this node, and what is wrong with their source.
 *
 * @param pods no two have the same UID; at most {@value #MAX_PODS}
 * @param problems what people should know; empty when the pods are exactly what the source says now
 * @param complete whether no pod is missing of those the source last told of; while one may be,
 *     nothing is taken back
 */
public record PodList(List<Pod> pods, List<PodProblem> problems, boolean complete) {
  /** Kubernetes supports 110 pods on a node, and large clusters go to some hundreds. */
  public static final int MAX_PODS = 1000;

  public PodList {
    pods = List.copyOf(pods);
    problems = List.copyOf(problems);
  }

  /** Complete when there is no problem. */
  public PodList(List<Pod> pods, List<PodProblem> problems) {
    this(pods, problems, problems.isEmpty());
  }
}

package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pods of this node, and what is wrong with their source.
 *
 * @param pods no two have the same UID; at most {@value #MAX_PODS}
 * @param problems what people should know; empty when the pods are exactly what the source says now
 * @param complete whether no pod is missing of those the source last told of; while one may be,
 *     nothing is taken back
 * @param hold why nobody may write to this node; null when somebody may
 */
public record PodList(
    List<Pod> pods, List<PodProblem> problems, boolean complete, @Nullable String hold) {
  /** Kubernetes supports 110 pods on a node, and large clusters go to some hundreds. */
  public static final int MAX_PODS = 1000;

  public PodList {
    pods = List.copyOf(pods);
    problems = List.copyOf(problems);
  }

  /** Of a source that says nothing of the node. */
  public PodList(List<Pod> pods, List<PodProblem> problems, boolean complete) {
    this(pods, problems, complete, null);
  }

  /** Complete when there is no problem. */
  public PodList(List<Pod> pods, List<PodProblem> problems) {
    this(pods, problems, problems.isEmpty());
  }
}

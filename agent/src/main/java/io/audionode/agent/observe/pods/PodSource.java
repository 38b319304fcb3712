package io.audionode.agent.observe.pods;

/** Where the agent learns of the node's pods. */
public interface PodSource {
  /** The pods known now; what could not be read keeps its last good state. */
  PodList pods();
}

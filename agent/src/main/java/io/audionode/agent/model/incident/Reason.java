package io.audionode.agent.model.incident;

/** Why an incident happened, in fixed words. */
public enum Reason {
  /** The pod, or a container of it, reached its own limit. */
  OWN_LIMIT("own-limit"),
  /** The machine, or all that pods may have of it, was used up. */
  NODE_OUT_OF_MEMORY("node-out-of-memory"),
  /** The same, and one pod took most of it. */
  NEIGHBOUR_GREW("neighbour-grew"),
  /** The container ran before the agent saw it, and not all of its memory is protected. */
  ADOPTED_LATE("adopted-late"),
  /** Its memory lay in swap and had to be read back. */
  SWAP("swap"),
  /** Nothing that was seen explains it. */
  UNKNOWN("unknown");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** The word of the API and of metrics. */
  public String word() {
    return word;
  }
}

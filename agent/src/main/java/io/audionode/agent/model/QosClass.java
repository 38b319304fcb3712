package io.audionode.agent.model;

/** The three Kubernetes quality of service classes, by kubelet's own rules. */
public enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private final String word;

  QosClass(String word) {
    this.word = word;
  }

  /** The word Kubernetes uses in {@code status.qosClass}. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}

package io.audionode.agent.model;

import java.util.Arrays;
import java.util.stream.Stream;

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

  /**
   * The class of that word.
   *
   * @throws IllegalArgumentException when Kubernetes has no such class
   */
  public static QosClass of(String word) {
    return Stream.of(values())
        .filter(qos -> qos.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "QoS class is \"%s\", allowed are %s"
                        .formatted(Excerpt.of(word), Arrays.toString(values()))));
  }

  @Override
  public String toString() {
    return word;
  }
}

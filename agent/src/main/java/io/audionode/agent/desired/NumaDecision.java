package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The NUMA node that a pod belongs to.
 *
 * @param node of a pod that is not placed, the one that its minimum is promised on
 * @param reason why that one, in a few words
 * @param facts all that took part, in the order in which it counted, in words
 * @param refusal why the pod is not placed, with the arithmetic; null when it is
 */
public record NumaDecision(int node, String reason, List<String> facts, @Nullable String refusal) {
  static final String ALREADY_THERE = "already there";

  public NumaDecision {
    requireNonNull(reason, "reason is null");
    facts = List.copyOf(facts);
  }

  /** Whether it is where it was. */
  boolean stays() {
    return reason.equals(ALREADY_THERE);
  }

  NumaDecision with(List<String> earlierFacts) {
    return new NumaDecision(node, reason, earlierFacts, refusal);
  }
}

package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

/**
 * A verdict with the numbers behind it.
 *
 * @param reason for people
 */
public record Judgement(Verdict verdict, String reason) {
  public Judgement {
    requireNonNull(verdict, "verdict is null");
    requireNonNull(reason, "reason is null");
  }
}

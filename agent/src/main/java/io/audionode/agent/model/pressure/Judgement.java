package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

/**
 * A verdict with the numbers behind it.
 *
 * @param reason for people
 * @param fromOutside whether what hurts one pod is a want of memory that others could ease: no
 *     limit of its own, or of audio pods together, was reached meanwhile, as far as that is
 *     counted; never in the first two seconds in which it is watched
 */
public record Judgement(Verdict verdict, String reason, boolean fromOutside) {
  public Judgement {
    requireNonNull(verdict, "verdict is null");
    requireNonNull(reason, "reason is null");
  }
}

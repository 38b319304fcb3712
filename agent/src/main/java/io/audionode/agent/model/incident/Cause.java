package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

/**
 * Why an incident happened.
 *
 * @param sentence for people, with the numbers behind it
 * @param remedy what to do about it, for people
 */
public record Cause(Reason reason, String sentence, String remedy) {
  public Cause {
    requireNonNull(reason, "reason is null");
    requireNonNull(sentence, "sentence is null");
    requireNonNull(remedy, "remedy is null");
  }
}

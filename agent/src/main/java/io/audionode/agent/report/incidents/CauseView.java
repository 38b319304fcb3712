package io.audionode.agent.report.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.incident.Cause;

/**
 * Why an incident happened.
 *
 * @param reason a word of {@code Reason}
 * @param sentence for people, with the numbers behind it
 * @param remedy what to do about it
 */
public record CauseView(String reason, String sentence, String remedy) {
  public CauseView {
    requireNonNull(reason, "reason is null");
    requireNonNull(sentence, "sentence is null");
    requireNonNull(remedy, "remedy is null");
  }

  static CauseView of(Cause cause) {
    return new CauseView(cause.reason().word(), cause.sentence(), cause.remedy());
  }
}

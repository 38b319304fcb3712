package io.audionode.agent.report.events.cluster;

/** What became of a notice. */
public enum Fate {
  /** The API has it. */
  SENT("sent"),
  /** Held back by the rate limit; its count is told later. */
  LIMITED("limited"),
  /** Given up: the queue was full, or the API was away or refused it. */
  DROPPED("dropped");

  private final String word;

  Fate(String word) {
    this.word = word;
  }

  /** The word of the metrics. */
  public String word() {
    return word;
  }
}

package io.audionode.agent.report.events;

/** What an event tells. */
public enum EventKind {
  POD_APPEARED("pod-appeared"),
  /** A container is looked after, or is now in another way. */
  POD_ADOPTED("pod-adopted"),
  POD_GONE("pod-gone"),
  ACTION_APPLIED("action-applied"),
  /** The kernel said no, or kept another value. */
  ACTION_REFUSED("action-refused"),
  /** Not tried, or still under way at its deadline. */
  ACTION_SKIPPED("action-skipped"),
  WARNING("warning"),
  WARNING_CLEARED("warning-cleared"),
  CONFIGURATION_RELOADED("configuration-reloaded"),
  CONFIGURATION_REFUSED("configuration-refused");

  private final String word;

  EventKind(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }
}

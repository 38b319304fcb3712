package io.audionode.agent.model.incident;

/** What happened, the gravest first. */
public enum IncidentKind {
  /** The kernel killed a process for want of memory. */
  OOM_KILL("oom-kill"),
  /** An allocation was about to fail at a limit ({@code oom} of {@code memory.events}). */
  OOM("oom"),
  /** A pressure trigger said that audio hurts: one of kind full, or one named critical. */
  CRITICAL_PRESSURE("critical-pressure"),
  /** The pod reached {@code memory.max}, and its memory was reclaimed there. */
  MAX("max");

  private final String word;

  IncidentKind(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }

  /** The graver one. */
  public IncidentKind or(IncidentKind other) {
    return compareTo(other) <= 0 ? this : other;
  }
}

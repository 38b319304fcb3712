package io.audionode.agent.doctor;

/** How well one need is met, from best to worst. */
public enum Verdict {
  /** Met, or there is nothing to meet. */
  OK("ok"),
  /** audionode needs nothing, and audio could run better. */
  ADVICE("advice"),
  /** audionode works, and something is lost or at risk. */
  WARNING("warning"),
  /** audionode cannot work here. */
  UNFIT("UNFIT");

  private final String mark;

  Verdict(String mark) {
    this.mark = mark;
  }

  /** For people; in a column of marks the worst one stands out. */
  public String mark() {
    return mark;
  }
}

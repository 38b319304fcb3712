package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import java.util.List;

/**
 * One thing that this node does not give, and what goes without it. {@code audionode doctor} says
 * what to do about it.
 *
 * @param what a word of {@link #WORDS}
 * @param finding why, and what is lost; fit for print
 */
public record Degradation(String what, String finding) {
  static final String PRESSURE = "pressure";
  static final String CPUSET = "cpuset";
  static final String CPU = "cpu";
  static final String PIDS = "pids";
  static final String SWAP_LIMIT = "swap-limit";
  static final String RECLAIM = "reclaim";
  static final String KERNEL_LOG = "kernel-log";
  static final String WRITES = "writes";

  /** Every word, for those who count each of them. */
  public static final List<String> WORDS =
      List.of(PRESSURE, CPUSET, CPU, PIDS, SWAP_LIMIT, RECLAIM, KERNEL_LOG, WRITES);

  private static final int LONGEST_FINDING = 500;

  public Degradation {
    requireNonNull(what, "what is null");
    finding = Excerpt.of(finding, LONGEST_FINDING);
  }

  /** For a line of a list. */
  public String text() {
    return what + ": " + finding;
  }
}

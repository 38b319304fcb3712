package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is done about the memory of a container that runs on another NUMA node than its pod asks
 * for.
 *
 * @param budget how long one call that moves pages may take, beyond what it takes without any
 */
public record Migration(Mode mode, Duration budget) {
  static final Duration LEAST_BUDGET = Duration.ofNanos(100_000);
  static final Duration MOST_BUDGET = Duration.ofMillis(100);

  public Migration {
    requireNonNull(mode, "mode is null");
    requireNonNull(budget, "budget is null");
  }

  /** How it is moved. */
  public enum Mode {
    /**
     * Threads first, then a few pages at a time, with rests; the memory nodes are narrowed last.
     */
    GENTLE,
    /** The cpuset is narrowed at once, and the kernel moves all of it inside that write. */
    IMMEDIATE,
    /** Not at all. */
    OFF
  }
}

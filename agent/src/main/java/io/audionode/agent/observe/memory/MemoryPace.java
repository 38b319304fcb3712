package io.audionode.agent.observe.memory;

import java.time.Duration;

/**
 * How often memory is read, and how much time that may take.
 *
 * @param sample how often {@code memory.stat} of cgroups and {@code status} of processes are read
 * @param smaps how often {@code smaps} of a process is read at the most, unless somebody asks
 * @param fresh how old a reading may be when somebody asks
 * @param pass after how much time in one pass no other {@code smaps} is begun, and as much again
 *     for {@code numa_maps} when somebody asks
 * @param process after how much time the reading of one {@code smaps} or {@code numa_maps} is given
 *     up
 * @param largest of how many processes of a pod these are read
 */
public record MemoryPace(
    Duration sample, Duration smaps, Duration fresh, Duration pass, Duration process, int largest) {
  public static final MemoryPace DEFAULT =
      new MemoryPace(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          8);

  /** A process's smaps is left alone for so many times as long as the last reading took. */
  static final int PAUSE = 100;

  public MemoryPace {
    if (!sample.isPositive() || smaps.isNegative() || fresh.isNegative() || largest < 0) {
      throw new IllegalArgumentException(
          "sample is %s, smaps is %s, fresh is %s, largest is %d"
              .formatted(sample, smaps, fresh, largest));
    }
  }
}

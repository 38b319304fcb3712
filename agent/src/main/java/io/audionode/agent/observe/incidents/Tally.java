package io.audionode.agent.observe.incidents;

import io.audionode.cgroupfs.memory.MemoryEvents;

/**
 * What {@code memory.events} counted in some time.
 *
 * @param kills processes killed
 * @param ooms allocations that were about to fail at the cgroup's own limit or at one below
 * @param maxes how often that limit was reached
 */
record Tally(long kills, long ooms, long maxes) {
  static final Tally NONE = new Tally(0, 0, 0);

  static Tally of(MemoryEvents counted) {
    return new Tally(counted.oomKill(), counted.oom(), counted.max());
  }

  Tally plus(Tally other) {
    return new Tally(kills + other.kills, ooms + other.ooms, maxes + other.maxes);
  }

  /** What is in this and not in the other. */
  Tally beyond(Tally other) {
    return new Tally(
        Math.max(0, kills - other.kills),
        Math.max(0, ooms - other.ooms),
        Math.max(0, maxes - other.maxes));
  }

  boolean isNothing() {
    return equals(NONE);
  }

  @Override
  public String toString() {
    return "oom_kill +%d, oom +%d, max +%d".formatted(kills, ooms, maxes);
  }
}

package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How the kernel schedules a thread.
 *
 * @param policy empty for a number that this program does not know
 * @param realtimePriority 1 to 99 for FIFO and RR, else 0
 * @param nice -20 to 19
 * @param processor the cpu it ran on last
 */
public record Scheduling(Optional<Policy> policy, int realtimePriority, int nice, int processor) {
  /** The SCHED_ constants of linux/sched.h, at their numbers. */
  public enum Policy {
    OTHER(0),
    FIFO(1),
    RR(2),
    BATCH(3),
    IDLE(5),
    DEADLINE(6),
    EXT(7);

    private final int number;

    Policy(int number) {
      this.number = number;
    }

    static Optional<Policy> of(int number) {
      for (var policy : values()) {
        if (policy.number == number) {
          return Optional.of(policy);
        }
      }
      return Optional.empty();
    }

    /** The kernel's number for it. */
    int number() {
      return number;
    }

    public boolean isRealtime() {
      return this == FIFO || this == RR || this == DEADLINE;
    }
  }

  public Scheduling {
    requireNonNull(policy, "policy is null");
  }

  public boolean isRealtime() {
    return policy.filter(Policy::isRealtime).isPresent();
  }
}

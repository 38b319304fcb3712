package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.proc.Scheduling.Policy;
import java.util.Optional;

/**
 * What a thread's scheduling is set to (sched(7)).
 *
 * @param policy empty for a number that this program does not know
 * @param priority 1 to 99 for FIFO and RR, else 0
 * @param nice -20 to 19 for OTHER and BATCH, else 0
 * @param resetOnFork whether its children go back to the ordinary policy
 */
public record SchedAttr(Optional<Policy> policy, int priority, int nice, boolean resetOnFork) {
  private static final int LOWEST_PRIORITY = 1;
  private static final int HIGHEST_PRIORITY = 99;

  public SchedAttr {
    requireNonNull(policy, "policy is null");
  }

  /**
   * FIFO or RR.
   *
   * @param priority 1 to 99
   * @param resetOnFork whether the thread's children do not inherit it. The thread itself cannot
   *     set a policy without this flag any more then, unless it has CAP_SYS_NICE (EPERM)
   */
  public static SchedAttr realtime(Policy policy, int priority, boolean resetOnFork) {
    if (priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY) {
      throw new IllegalArgumentException("priority is not within 1..99: " + priority);
    }
    return new SchedAttr(Optional.of(policy), priority, 0, resetOnFork);
  }

  public boolean isRealtime() {
    return policy.filter(Policy::isRealtime).isPresent();
  }

  /** Such as {@code FIFO 80}, {@code OTHER}, {@code OTHER nice -5}. */
  public String text() {
    var name = policy.map(Policy::name).orElse("UNKNOWN");
    if (priority > 0) {
      return name + " " + priority;
    }
    return nice == 0 ? name : name + " nice " + nice;
  }
}

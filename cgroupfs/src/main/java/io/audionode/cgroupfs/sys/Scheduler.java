package io.audionode.cgroupfs.sys;

/**
 * How the kernel schedules single threads. Thread-safe; every call throws {@link KernelException}:
 * Gone with ESRCH when no thread has the id, Denied with EPERM without CAP_SYS_NICE where the
 * caller's limits do not allow it either.
 */
public interface Scheduler {
  /** {@link Attributes#flags}: children go back to the ordinary policy (sched(7)). */
  long RESET_ON_FORK = 1;

  /**
   * sched_getscheduler(2): the SCHED_ number of a thread's policy, without the flag that says that
   * children do not inherit it. The cheapest thing there is to ask of a thread.
   */
  int policy(int tid);

  /** sched_getattr(2). */
  Attributes attributes(int tid);

  /** sched_setattr(2). */
  void set(int tid, Attributes attributes);

  /**
   * {@code struct sched_attr} up to what all kernels since 3.14 have.
   *
   * @param policy a SCHED_ number
   * @param nice -20 to 19, for policies that know it
   * @param priority 1 to 99 for FIFO and RR, else 0
   * @param runtimeNanos for DEADLINE, as the two after it
   */
  record Attributes(
      int policy,
      long flags,
      int nice,
      int priority,
      long runtimeNanos,
      long deadlineNanos,
      long periodNanos) {}
}

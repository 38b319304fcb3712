package io.audionode.agent.config;

/** The whole numbers that a key allows, both ends included. */
record Range(int min, int max) {
  /** Documentation/admin-guide/sysctl/vm.rst; up to 200 since Linux 5.8. */
  static final Range SWAPPINESS = new Range(0, 200);

  static final Range SUBTREE_MAX_PERCENT = new Range(1, 100);
  static final Range MEMORY_MIN_PERCENT = new Range(0, 100);

  /** proc_pid_oom_score_adj(5). */
  static final Range OOM_SCORE_ADJ = new Range(-1000, 1000);

  /** Documentation/admin-guide/cgroup-v2.rst, cpu.weight. */
  static final Range CPU_WEIGHT = new Range(1, 10000);

  static final Range PERCENT = new Range(0, 100);

  /** Of FIFO and RR (sched(7)). */
  static final Range PRIORITY = new Range(1, 99);

  /** More than any class has threads that must not wait. */
  static final Range EXCLUSIVE_CPUS = new Range(0, 64);

  /** The value itself, when it lies in the range. */
  int check(String what, int value) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("%s is %d, allowed are %s".formatted(what, value, this));
    }
    return value;
  }

  @Override
  public String toString() {
    return min + ".." + max;
  }
}

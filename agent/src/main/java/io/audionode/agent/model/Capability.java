package io.audionode.agent.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The capabilities audionode uses, by their bit (include/uapi/linux/capability.h). */
public enum Capability {
  CAP_DAC_OVERRIDE(
      1,
      "to make cgroups where the top of the tree is writable to nobody, and to set oom_score_adj"
          + " of processes of other users"),
  CAP_NET_ADMIN(12, "to keep a moved container away from the devices that it is denied"),
  CAP_SYS_PTRACE(
      19,
      "to see what a process's memory is made of and on which NUMA node it is, and to find the"
          + " host's cgroup namespace"),
  CAP_SYS_ADMIN(
      21,
      "to leave the cgroup namespace of a container that is not privileged, and to attach device"
          + " programs"),
  CAP_SYS_NICE(
      23,
      "to move processes into cgroups with cpus and memory nodes of their own, and to set how"
          + " threads of others are scheduled"),
  CAP_SYS_RESOURCE(24, "to lower oom_score_adj, and for pressure windows other than 2 s");

  private final int bit;
  private final String use;

  Capability(int bit, String use) {
    this.bit = bit;
    this.use = use;
  }

  /**
   * Those that are not in a set, in the order of their bits.
   *
   * @param capabilities as {@code CapEff} of {@code /proc/PID/status} has them
   */
  public static Set<Capability> missingIn(long capabilities) {
    var missing = EnumSet.noneOf(Capability.class);
    Arrays.stream(values()).filter(it -> (capabilities >>> it.bit & 1) == 0).forEach(missing::add);
    return Collections.unmodifiableSet(missing);
  }

  /** What it is for, as the end of a sentence. */
  public String use() {
    return use;
  }

  /** What is said while it is missing. */
  public String warning() {
    return "runs without %s, which is needed %s: add it to the capabilities, or run privileged"
        .formatted(this, use);
  }
}

package io.audionode.agent.doctor;

/** The capabilities audionode uses, by their bit (include/uapi/linux/capability.h). */
enum Capability {
  CAP_DAC_OVERRIDE(1, "to set oom_score_adj of processes of other users"),
  CAP_NET_ADMIN(12, "to keep a moved container away from the devices that it is denied"),
  CAP_SYS_PTRACE(
      19,
      "to see what a process's memory is made of and on which NUMA node it is, and to find the"
          + " host's cgroup namespace"),
  CAP_SYS_ADMIN(
      21,
      "to leave the cgroup namespace of a container that is not privileged, and to attach device"
          + " programs"),
  CAP_SYS_NICE(23, "to move processes into cgroups with cpus and memory nodes of their own"),
  CAP_SYS_RESOURCE(24, "to lower oom_score_adj, and for pressure windows other than 2 s");

  private final int bit;
  private final String use;

  Capability(int bit, String use) {
    this.bit = bit;
    this.use = use;
  }

  boolean isIn(long capabilities) {
    return (capabilities >>> bit & 1) != 0;
  }

  String use() {
    return use;
  }
}

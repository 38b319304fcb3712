package io.audionode.agent.doctor;

/** The capabilities audionode uses, by their bit (include/uapi/linux/capability.h). */
enum Capability {
  CAP_DAC_OVERRIDE(1, "to set oom_score_adj of processes of other users"),
  CAP_SYS_PTRACE(19, "to see on which NUMA node a process's pages are"),
  CAP_SYS_ADMIN(21, "the mark of a privileged container: others see cgroups and sysctls read-only"),
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

package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.Victim;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.kmsg.OomChoice;
import org.jspecify.annotations.Nullable;

/**
 * A kill in the kernel's log. One of both lines may have been lost, never both.
 *
 * @param choice why, and whom; for those killed together with another ({@code memory.oom.group})
 *     the one that was made for that other
 */
record KernelKill(@Nullable OomChoice choice, @Nullable KilledProcess process) {
  KernelKill {
    if (choice == null && process == null) {
      throw new IllegalArgumentException("choice and process are null");
    }
  }

  int pid() {
    return process != null ? process.pid() : choice != null ? choice.pid() : 0;
  }

  /** Whether it was killed together with another, that the choice names. */
  boolean isOfGroup() {
    return choice != null && process != null && choice.pid() != process.pid();
  }

  Victim victim() {
    var comm = process != null ? process.comm() : choice != null ? choice.comm() : null;
    return new Victim(
        true,
        pid(),
        comm,
        process == null ? null : process.oomScoreAdj(),
        process == null ? null : process.rss(),
        choice == null ? null : choice.constraint().name(),
        choice == null ? null : choice.oomMemcg());
  }
}

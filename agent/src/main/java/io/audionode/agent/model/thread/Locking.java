package io.audionode.agent.model.thread;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;

/**
 * How much of its memory a process has locked.
 *
 * @param pid of a process that has threads of a class
 * @param locked {@code VmLck}
 * @param resident {@code VmRSS}
 * @param mayLock RLIMIT_MEMLOCK, or any amount with CAP_IPC_LOCK
 */
public record Locking(int pid, Bytes locked, Bytes resident, Limit mayLock) {
  public Locking {
    requireNonNull(locked, "locked is null");
    requireNonNull(resident, "resident is null");
    requireNonNull(mayLock, "mayLock is null");
  }
}

package io.audionode.cgroupfs.proc;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.sys.Scheduler;
import io.audionode.cgroupfs.sys.Sys;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Single threads by their ids alone, whichever process they belong to: the kernel finds {@code
 * /proc/TID} for every thread, although it lists processes only (fs/proc/base.c).
 *
 * <p>Errors: Gone when the thread has ended. Thread-safe; holds no descriptor.
 */
public final class Tasks {
  private final Sys sys;
  private final Path root;
  private final Scheduler scheduler;

  public Tasks(Sys sys) {
    this(sys, ProcFs.DEFAULT_ROOT);
  }

  public Tasks(Sys sys, Path root) {
    this.sys = requireNonNull(sys, "sys is null");
    this.root = requireNonNull(root, "root is null");
    this.scheduler = sys.scheduler();
  }

  /** One system call, about a microsecond; empty for a policy that this program does not know. */
  public Optional<Policy> policy(int tid) {
    return Policy.of(scheduler.policy(tid));
  }

  public SchedAttr scheduling(int tid) {
    var raw = scheduler.attributes(tid);
    return new SchedAttr(
        Policy.of(raw.policy()),
        raw.priority(),
        raw.nice(),
        (raw.flags() & Scheduler.RESET_ON_FORK) != 0);
  }

  /**
   * Sets exactly this thread's scheduling: Gone when its number belongs to another by now. A thread
   * that ends and is followed by another of its number in the same moment cannot be told; numbers
   * come around after 32,768 threads at the earliest.
   *
   * @throws IllegalArgumentException for a policy that this program does not know, or DEADLINE,
   *     which wants more than a priority
   */
  public void setScheduling(ThreadId id, SchedAttr wanted) {
    var policy =
        wanted
            .policy()
            .filter(it -> it != Policy.DEADLINE)
            .orElseThrow(() -> new IllegalArgumentException("cannot be set: " + wanted.text()));
    requireSame(id, "sched_setattr");
    scheduler.set(
        id.tid(),
        new Scheduler.Attributes(
            policy.number(),
            wanted.resetOnFork() ? Scheduler.RESET_ON_FORK : 0,
            wanted.nice(),
            wanted.priority(),
            0,
            0,
            0));
  }

  /**
   * Gone when the thread's number belongs to another by now.
   *
   * @param operation what was about to be done, for the message
   */
  public void requireSame(ThreadId id, String operation) {
    if (stat(id.tid()).startTicks() != id.startTicks()) {
      throw new KernelException.Gone(
          new Operation(operation, "", "thread " + id.tid(), ""),
          null,
          "the number belongs to another thread now");
    }
  }

  public TaskStat stat(int tid) {
    return TaskStat.parse(read(tid, "task/" + tid + "/stat"));
  }

  /** {@code comm}: what the thread calls itself, at most 15 bytes, any but NUL. */
  public String name(int tid) {
    var text = read(tid, "task/" + tid + "/comm");
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** Its process's PID, its capabilities and more. */
  public ProcStatus status(int tid) {
    return ProcStatus.parse(read(tid, "task/" + tid + "/status"));
  }

  /** Unsupported in a kernel without CONFIG_SCHED_INFO. */
  public SchedStat schedStat(int tid) {
    return SchedStat.parse(read(tid, "task/" + tid + "/schedstat"));
  }

  /** Of its process. */
  public ProcLimits limits(int tid) {
    return ProcLimits.parse(read(tid, "limits"));
  }

  private String read(int tid, String file) {
    try (var proc = sys.openDirectory(root);
        Fd thread = sys.openDirectoryAt(proc, Integer.toString(tid))) {
      return sys.readAt(thread, file);
    }
  }
}

package io.audionode.agent.apply;

import io.audionode.agent.apply.Writes.Result;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;

/** The system calls that concern one thread, with the values read back. Any thread. */
final class ThreadWrites {
  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Tasks tasks;

  ThreadWrites(CgroupFs cgroups, ProcFs proc, Tasks tasks) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.tasks = tasks;
  }

  Result move(ThreadId thread, CgroupPath to) {
    tasks.requireSame(thread, "attach");
    if (cgroup(thread).equals(to)) {
      return new Result.Same();
    }
    try (var cgroup = cgroups.open(to)) {
      cgroup.attachThread(thread.tid());
    }
    var now = cgroup(thread);
    return Writes.kept(now.equals(to), now.value());
  }

  /** Threads set their own policy right after they began: what they chose meanwhile stays. */
  Result setScheduling(ThreadId thread, SchedAttr before, SchedAttr wanted) {
    var found = tasks.scheduling(thread.tid());
    if (found.equals(wanted)) {
      return new Result.Same();
    }
    if (!found.equals(before)) {
      throw new KernelException.Gone(
          new Operation("sched_setattr", "", "thread " + thread.tid(), wanted.text()),
          null,
          "it has chosen %s meanwhile".formatted(found.text()));
    }
    tasks.setScheduling(thread, wanted);
    var now = tasks.scheduling(thread.tid());
    return Writes.kept(now.equals(wanted), now.text());
  }

  private CgroupPath cgroup(ThreadId thread) {
    return proc.taskCgroup(thread.tid(), thread.tid()).path();
  }
}

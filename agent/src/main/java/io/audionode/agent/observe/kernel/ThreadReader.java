package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcStatus;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads single threads. One that ends while it is read is left out. */
public final class ThreadReader {
  private static final int ANY_PRIORITY = 99;

  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Tasks tasks;

  public ThreadReader(CgroupFs cgroups, ProcFs proc, Tasks tasks) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.tasks = tasks;
  }

  /** The ids of the threads in a cgroup itself; none when it is gone. */
  public List<Integer> ids(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      return cgroup.threads();
    } catch (KernelException.Gone e) {
      return List.of();
    }
  }

  /** The threads in a cgroup itself; none when it is gone. */
  public List<SeenThread> in(CgroupPath path) {
    var threads = new ArrayList<SeenThread>();
    ids(path).forEach(tid -> read(tid, path).ifPresent(threads::add));
    return threads;
  }

  /** This very thread, wherever it is; empty when it has ended. */
  public Optional<SeenThread> read(ThreadId id) {
    try {
      var tid = id.tid();
      return read(tid, proc.taskCgroup(tid, tid).path()).filter(now -> now.id().equals(id));
    } catch (KernelException.Gone e) {
      return Optional.empty();
    }
  }

  /**
   * A thread; empty when it has ended.
   *
   * @param cgroup where it is
   */
  public Optional<SeenThread> read(int tid, CgroupPath cgroup) {
    try {
      var stat = tasks.stat(tid);
      var status = tasks.status(tid);
      return Optional.of(
          new SeenThread(
              new ThreadId(tid, stat.startTicks()),
              status.tgid(),
              stat.comm(),
              tasks.scheduling(tid),
              mayTake(tid, status),
              cgroup));
    } catch (KernelException.Gone e) {
      return Optional.empty();
    } catch (KernelException.Malformed e) {
      // Files of a thread that is just ending are empty.
      if (hasEnded(tid)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean hasEnded(int tid) {
    try {
      tasks.policy(tid);
      return tasks.stat(tid).state() == 'Z';
    } catch (KernelException.Gone e) {
      return true;
    } catch (KernelException.Malformed e) {
      return false;
    }
  }

  private int mayTake(int tid, ProcStatus status) {
    if (status.canSysNice()) {
      return ANY_PRIORITY;
    }
    return switch (tasks.limits(tid).realtimePriority()) {
      case Limit.Max _ -> ANY_PRIORITY;
      case Limit.Of some -> (int) Math.min(ANY_PRIORITY, some.bytes().value());
    };
  }
}

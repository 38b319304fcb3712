package io.audionode.agent.observe.threads;

import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.thread.WatchedRoot;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.ThreadReader;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.PidList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every thread of the thread roots, as cheaply as a kernel lets.
 *
 * <p>A fork, a new policy and a new name raise no event that a cgroup's owner could wait for: the
 * process connector tells of all forks of the machine and of no policy, and tracepoints want a
 * program in the kernel. So each sweep reads {@code cgroup.threads} of each class, some bytes for
 * each thread, and asks sched_getscheduler(2) of each thread, which costs about a microsecond. All
 * else is read of a thread that is new, or of which one of these is not as before. Names change
 * mostly right after a thread began: they are read again in the first sweeps, and then now and
 * then, as is whatever shows that a number belongs to another thread by now. For one thread.
 */
final class ThreadSweep implements AutoCloseable {
  /** Sweeps in which a new thread's name is read again. */
  static final int YOUNG = 11;

  /** Every so many sweeps all of a thread is read again; not of all threads in the same one. */
  static final int OLD = 40;

  private final ThreadReader reader;
  private final OpenFiles lists;
  private final Tasks tasks;
  private Map<Integer, Known> known = Map.of();

  /**
   * @param lists {@code cgroup.threads}
   */
  ThreadSweep(ThreadReader reader, OpenFiles lists, Tasks tasks) {
    this.reader = reader;
    this.lists = lists;
    this.tasks = tasks;
  }

  /**
   * A thread.
   *
   * @param sweeps in how many it was there
   */
  private record Known(SeenThread thread, int sweeps) {}

  /**
   * What a sweep found.
   *
   * @param unsettled whether a thread that is new or has changed is not as it is desired
   * @param problem why a cgroup could not be read, empty when all could
   */
  record Swept(List<SeenThread> threads, boolean unsettled, Optional<KernelException> problem) {}

  Swept sweep(List<WatchedRoot> roots) {
    var sweep = new Sweep();
    lists.retain(
        roots.stream().flatMap(root -> root.cgroups().stream()).collect(Collectors.toSet()));
    roots.forEach(root -> root.cgroups().forEach(cgroup -> sweep.look(root, cgroup)));
    known = sweep.now;
    return new Swept(
        sweep.now.values().stream().map(Known::thread).toList(),
        sweep.unsettled,
        Optional.ofNullable(sweep.problem));
  }

  @Override
  public void close() {
    lists.close();
  }

  /** One sweep; collects as it goes. */
  private final class Sweep {
    private final Map<Integer, Known> now = new LinkedHashMap<>();
    private boolean unsettled;
    private @Nullable KernelException problem;

    void look(WatchedRoot root, CgroupPath cgroup) {
      try {
        lists
            .read(cgroup)
            .ifPresent(list -> PidList.parse(list.text()).forEach(tid -> look(root, cgroup, tid)));
      } catch (KernelException e) {
        problem = e;
      }
    }

    /** One that cannot be read costs no other one its place, and stays as it was known. */
    private Optional<SeenThread> thread(int tid, CgroupPath cgroup, @Nullable Known before) {
      try {
        return before != null && isAsBefore(tid, cgroup, before)
            ? Optional.of(before.thread())
            : reader.read(tid, cgroup);
      } catch (KernelException.Gone e) {
        return Optional.empty();
      } catch (KernelException e) {
        problem = e;
        return Optional.ofNullable(before).map(Known::thread);
      }
    }

    private void look(WatchedRoot root, CgroupPath cgroup, int tid) {
      var before = known.get(tid);
      var thread = thread(tid, cgroup, before);
      if (thread.isPresent()) {
        var isNews = before == null || !before.thread().equals(thread.get());
        unsettled |= isNews && !root.settled().test(thread.get());
        now.put(tid, new Known(thread.get(), before == null ? 1 : before.sweeps() + 1));
      }
    }
  }

  private boolean isAsBefore(int tid, CgroupPath cgroup, Known before) {
    var thread = before.thread();
    return (before.sweeps() + tid) % OLD != 0
        && thread.cgroup().equals(cgroup)
        && isScheduledAs(tid, thread.scheduling())
        && (before.sweeps() > YOUNG || tasks.name(tid).equals(thread.comm()));
  }

  private boolean isScheduledAs(int tid, SchedAttr before) {
    return tasks.policy(tid).equals(before.policy())
        && (!before.isRealtime() || tasks.scheduling(tid).equals(before));
  }
}

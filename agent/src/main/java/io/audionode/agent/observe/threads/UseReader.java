package io.audionode.agent.observe.threads;

import static java.util.stream.Collectors.groupingBy;

import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.thread.Locking;
import io.audionode.agent.model.thread.PodThreads;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.model.thread.ThreadUse;
import io.audionode.agent.model.thread.WatchedRoot;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.proc.ProcStatus;
import io.audionode.cgroupfs.proc.SchedStat;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what threads of a class have used, two short files for each. For one thread. */
final class UseReader {
  /** Of one cgroup; real-time threads are few. */
  static final int MOST_THREADS = 256;

  private static final SchedStat UNKNOWN = new SchedStat(Duration.ZERO, Duration.ZERO, 0);

  private final Tasks tasks;
  private final Clocks clocks;

  UseReader(Tasks tasks, Clocks clocks) {
    this.tasks = tasks;
    this.clocks = clocks;
  }

  ThreadLook read(List<WatchedRoot> roots, List<SeenThread> threads) {
    var byCgroup = threads.stream().collect(groupingBy(SeenThread::cgroup));
    var uses = new LinkedHashMap<Pod, List<ThreadUse>>();
    var lockings = new HashMap<Pod, List<Locking>>();
    for (var root : roots) {
      var found = uses(root, byCgroup);
      uses.computeIfAbsent(root.pod(), _ -> new ArrayList<>()).addAll(found);
      if (root.mlockAdvice()) {
        lockings.computeIfAbsent(root.pod(), _ -> new ArrayList<>()).addAll(locking(found));
      }
    }
    return new ThreadLook(
        clocks.wall().instant(),
        clocks.nanos(),
        uses.entrySet().stream()
            .map(
                pod ->
                    new PodThreads(
                        pod.getKey(),
                        pod.getValue(),
                        lockings.getOrDefault(pod.getKey(), List.of())))
            .toList());
  }

  private List<ThreadUse> uses(WatchedRoot root, Map<CgroupPath, List<SeenThread>> byCgroup) {
    return root.classes().entrySet().stream()
        .flatMap(
            it ->
                byCgroup.getOrDefault(it.getKey(), List.of()).stream()
                    .limit(MOST_THREADS)
                    .flatMap(thread -> use(thread, it.getValue()).stream()))
        .toList();
  }

  private Optional<ThreadUse> use(SeenThread thread, String threadClass) {
    try {
      var tid = thread.id().tid();
      var stat = tasks.stat(tid);
      if (stat.startTicks() != thread.id().startTicks()) {
        return Optional.empty();
      }
      var waited = schedStat(tid);
      return Optional.of(
          new ThreadUse(thread, threadClass, stat.majorFaults(), waited.ran(), waited.waited()));
    } catch (KernelException e) {
      // Ended, or not to be read: the others are.
      return Optional.empty();
    }
  }

  private SchedStat schedStat(int tid) {
    try {
      return tasks.schedStat(tid);
    } catch (KernelException.Unsupported | KernelException.Malformed e) {
      return UNKNOWN;
    }
  }

  private List<Locking> locking(List<ThreadUse> threads) {
    return threads.stream()
        .map(use -> use.thread().process())
        .distinct()
        .flatMap(pid -> locking(pid).stream())
        .toList();
  }

  private Optional<Locking> locking(int pid) {
    try {
      var status = tasks.status(pid);
      return Optional.of(
          new Locking(
              pid,
              status.vmLck().orElse(Bytes.ZERO),
              status.vmRss().orElse(Bytes.ZERO),
              mayLock(pid, status)));
    } catch (KernelException e) {
      return Optional.empty();
    }
  }

  private Limit mayLock(int pid, ProcStatus status) {
    return status.canIpcLock() ? Limit.MAX : tasks.limits(pid).lockedMemory();
  }
}

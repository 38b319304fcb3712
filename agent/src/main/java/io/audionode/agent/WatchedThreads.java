package io.audionode.agent;

import io.audionode.agent.desired.ThreadRoot;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.model.thread.WatchedRoot;
import io.audionode.agent.observe.threads.ThreadWatcher;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.status.LoopState;
import io.audionode.agent.report.threads.ThreadBoard;
import io.audionode.agent.report.threads.ThreadFaults;
import io.audionode.agent.report.threads.ThreadTracks;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sweep of threads with its thread, and those that it tells. */
final class WatchedThreads implements Consumer<Report>, AutoCloseable {
  private final Metrics metrics;
  private final EventLog events;
  private final ThreadBoard board = new ThreadBoard();
  private final ThreadTracks tracks = new ThreadTracks();
  private final ThreadFaults faults = new ThreadFaults();
  private final ThreadWatcher watcher;

  /**
   * @param mark asks the loop for a look
   */
  WatchedThreads(KernelAccess kernel, Runnable mark, Metrics metrics, EventLog events) {
    this.metrics = metrics;
    this.events = events;
    this.watcher =
        new ThreadWatcher(
            kernel.cgroups(), kernel.proc(), kernel.tasks(), Clocks.system(), mark, this::looked);
  }

  private void looked(ThreadLook look) {
    board.accept(look);
    var grown = tracks.grown(look);
    metrics.threads(look, grown);
    faults.of(grown).forEach(events::threadFaulted);
  }

  /** Each run of the loop says anew which thread roots there are. */
  @Override
  public void accept(Report report) {
    var threaded =
        report.seen().cgroups().all().stream()
            .filter(cgroup -> cgroup.type() == CgroupType.THREADED)
            .map(SeenCgroup::path)
            .collect(Collectors.groupingBy(path -> path.parent().orElseThrow()));
    watcher.want(
        report.desired().threadRoots().values().stream()
            .map(
                root -> watched(root, threaded.getOrDefault(root.path(), List.of()), report.seen()))
            .filter(root -> !root.cgroups().isEmpty())
            .toList());
  }

  /**
   * A root without classes is of interest while a cgroup of an earlier one is there.
   *
   * @param threaded the threaded cgroups directly below it
   */
  private static WatchedRoot watched(
      ThreadRoot root, List<CgroupPath> threaded, NodeSnapshot seen) {
    var divided = threaded.stream().anyMatch(path -> !path.equals(root.base()));
    var cgroups =
        Stream.concat(root.cgroups().stream(), threaded.stream())
            .filter(path -> seen.cgroup(path).isPresent())
            .distinct()
            .toList();
    return new WatchedRoot(
        root.pod().seen().pod(),
        divided || !root.classes().isEmpty() ? cgroups : List.of(),
        root.classCgroups(),
        root::isSettled,
        root.pod().wish().profile().mlockAdvice());
  }

  void start() {
    Thread.ofPlatform().name("audionode-threads").daemon().start(watcher);
  }

  /** The threads of the last sweep. Any thread. */
  List<SeenThread> threads() {
    return watcher.threads();
  }

  ThreadBoard board() {
    return board;
  }

  LoopState loop() {
    return Watchers.loop("threads", watcher.pulse(), ThreadWatcher.RESYNC);
  }

  @Override
  public void close() {
    watcher.close();
  }
}

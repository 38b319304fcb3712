package io.audionode.agent;

import static java.util.stream.Collectors.toMap;

import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.observe.memory.MemoryPace;
import io.audionode.agent.observe.memory.MemorySources;
import io.audionode.agent.observe.memory.MemoryWatcher;
import io.audionode.agent.observe.memory.WatchedPods;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.memory.MemoryAnswers;
import io.audionode.agent.report.memory.MemoryBoard;
import io.audionode.agent.report.memory.RemoteMemory;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.status.LoopState;
import io.audionode.agent.report.status.Owners;
import java.util.function.Consumer;

/** The memory watcher with its thread, and those that it tells. */
final class WatchedMemory implements Consumer<Report>, AutoCloseable {
  private final Metrics metrics;
  private final EventLog events;
  private final MemoryBoard board = new MemoryBoard();
  private final RemoteMemory remote = new RemoteMemory();
  private final MemoryWatcher watcher;

  WatchedMemory(KernelAccess kernel, Metrics metrics, EventLog events) {
    this.metrics = metrics;
    this.events = events;
    this.watcher =
        new MemoryWatcher(
            MemorySources.of(kernel.sys(), kernel.cgroups(), kernel.proc()),
            MemoryPace.DEFAULT,
            Clocks.system(),
            this::looked);
  }

  private void looked(MemoryLook look) {
    board.accept(look);
    metrics.memory(look);
    remote.grown(look).forEach(events::remoteMemory);
  }

  /** Each run of the loop says anew which pods and processes there are. */
  @Override
  public void accept(Report report) {
    var numaNodes =
        report.desired().pods().stream()
            .collect(toMap(pod -> pod.seen().pod().uid(), PodDesire::numaNode, (one, _) -> one));
    watcher.want(WatchedPods.of(report.seen(), numaNodes, new Owners(report.seen()).processes()));
  }

  void start() {
    Thread.ofPlatform().name("audionode-memory").daemon().start(watcher);
  }

  MemoryAnswers answers() {
    return new MemoryAnswers(board, watcher::refresh);
  }

  LoopState loop() {
    return Watchers.loop("memory", watcher.pulse(), MemoryWatcher.RESYNC);
  }

  @Override
  public void close() {
    watcher.close();
  }
}

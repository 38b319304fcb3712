package io.audionode.agent;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.observe.pressure.Pace;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.observe.pressure.PressureWatcher;
import io.audionode.agent.observe.pressure.Wanted;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.pressure.PressureBoard;
import io.audionode.agent.report.pressure.PressureLog;
import io.audionode.agent.report.status.LoopState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pressure watcher with its thread, and those that it tells. */
final class WatchedPressure implements Consumer<Report>, AutoCloseable {
  /** About 1 KiB each. */
  private static final int EVENTS_KEPT = 1000;

  /** How long a pass may still take when it is to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(WatchedPressure.class);

  private final Supplier<Configuration> configuration;
  private final List<Consumer<PressureLook>> audience;
  private final PressureBoard board;
  private final PressureWatcher watcher;
  private final Thread thread;

  /**
   * @param audience told of every pass, beside the board, in the watcher's thread
   */
  WatchedPressure(
      PressureSources sources,
      Supplier<Configuration> configuration,
      Instant started,
      List<Consumer<PressureLook>> audience) {
    this.configuration = configuration;
    this.audience = List.copyOf(audience);
    this.board = new PressureBoard(new PressureLog(started, EVENTS_KEPT));
    this.watcher = sources.watcher(Pace.DEFAULT, this::looked);
    this.thread = Thread.ofPlatform().name("audionode-pressure").daemon().unstarted(watcher);
  }

  private void looked(PressureLook look) {
    board.accept(look);
    audience.forEach(listener -> listener.accept(look));
  }

  /** Each run of the loop says anew what is to be watched. */
  @Override
  public void accept(Report report) {
    watcher.want(Wanted.of(report.seen(), report.desired(), configuration.get().pressure()));
  }

  void start() {
    thread.start();
  }

  PressureBoard board() {
    return board;
  }

  Triggers triggers() {
    return board.triggers();
  }

  LoopState loop() {
    return Watchers.loop("pressure", watcher.pulse(), PressureWatcher.RESYNC);
  }

  /**
   * Returns when its thread has ended, so that nobody uses what is closed after this. A pass reads
   * some files; one that takes longer than {@link #PATIENCE} hangs in the kernel, and is said.
   */
  @Override
  public void close() {
    watcher.close();
    try {
      if (!thread.join(PATIENCE)) {
        LOG.warn("the pressure watcher has not ended within {} s", PATIENCE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

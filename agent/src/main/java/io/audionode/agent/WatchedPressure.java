package io.audionode.agent;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.Alarms;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.observe.pressure.AlarmRegister;
import io.audionode.agent.observe.pressure.Clocks;
import io.audionode.agent.observe.pressure.Pace;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.observe.pressure.PressureWatcher;
import io.audionode.agent.observe.pressure.Wanted;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.pressure.PressureBoard;
import io.audionode.agent.report.pressure.PressureLog;
import io.audionode.agent.report.status.LoopState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pressure watcher with its thread, and those that it tells. */
final class WatchedPressure implements Consumer<Report>, AutoCloseable {
  /** About 1 KiB each. */
  private static final int EVENTS_KEPT = 1000;

  /** Reactions end some seconds late at the most. */
  private static final Duration WHILE_HURT = Duration.ofSeconds(5);

  private final Supplier<Configuration> configuration;
  private final Metrics metrics;
  private final PressureBoard board;
  private final PressureWatcher watcher;
  private final AlarmRegister alarms;
  private final Runnable mark;

  /**
   * @param mark asks for a run of the loop
   * @param names a pod's namespace and name by its UID, null when no source of pods knows it
   */
  WatchedPressure(
      KernelAccess kernel,
      Supplier<Configuration> configuration,
      Function<String, @Nullable String> names,
      Metrics metrics,
      Instant started,
      Runnable mark) {
    this.configuration = configuration;
    this.metrics = metrics;
    this.mark = mark;
    this.alarms = new AlarmRegister(() -> configuration.get().pressure().calm(), System::nanoTime);
    this.board = new PressureBoard(new PressureLog(started, EVENTS_KEPT));
    this.watcher =
        new PressureSources(
                kernel.sys(),
                kernel.cgroups(),
                kernel.proc(),
                new Clocks(InstantSource.system(), System::nanoTime),
                names)
            .watcher(Pace.DEFAULT, this::looked);
  }

  private void looked(PressureLook look) {
    board.accept(look);
    metrics.pressure(look);
    if (alarms.accept(look)) {
      mark.run();
    }
  }

  /** Each run of the loop says anew what is to be watched. */
  @Override
  public void accept(Report report) {
    watcher.want(Wanted.of(report.seen(), report.desired(), configuration.get().pressure()));
  }

  void start() {
    Thread.ofPlatform().name("audionode-pressure").daemon().start(watcher);
  }

  /** Which pods it hurts now; none once {@link #silence silenced}. */
  Alarms alarms() {
    return alarms.alarms();
  }

  /** When the loop has to look at the reactions again; empty while nothing hurts. */
  Optional<Duration> reconsiderIn() {
    return alarms.nextCalm().map(calm -> calm.compareTo(WHILE_HURT) < 0 ? calm : WHILE_HURT);
  }

  /** Nothing counts as hurt any more: the next run of the loop ends all reactions. */
  void silence() {
    alarms.silence();
  }

  PressureBoard board() {
    return board;
  }

  Triggers triggers() {
    return board.triggers();
  }

  LoopState loop() {
    return new LoopState(
        "pressure",
        watcher.heartbeat(),
        watcher.silence(),
        PressureWatcher.RESYNC,
        watcher.passes(),
        watcher.failures(),
        watcher.lastFailure());
  }

  @Override
  public void close() {
    watcher.close();
  }
}

package io.audionode.agent;

import io.audionode.agent.log.Complaints;
import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.incident.RecorderState;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.observe.incidents.Recorder;
import io.audionode.agent.observe.incidents.Recording;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.events.OomKills;
import io.audionode.agent.report.incidents.IncidentBook;
import io.audionode.agent.report.incidents.IncidentFiles;
import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.status.LoopState;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.memory.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recorder with its thread, the disk with another, and those that are told of incidents. */
final class WatchedIncidents implements Consumer<Report>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedIncidents.class);

  /** More than that wait only where the disk does not answer. */
  private static final int MOST_WAITING = 32;

  /** How long the agent's end waits for the last incident, and for the disk. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Complaints complaints = new Complaints(LOG, System::nanoTime);
  private final IncidentBook book = new IncidentBook();
  private final IncidentFiles files;
  private final EventLog events;
  private final Metrics metrics;
  private final Recorder recorder;
  private final Thread thread;

  /** Nobody waits for a disk: neither the recorder nor HTTP. */
  private final ThreadPoolExecutor disk =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().name("audionode-incidents").daemon().factory(),
          (_, _) ->
              complaints.warn("the disk does not answer, an incident is kept in memory only"));

  private @Nullable Report before;

  /**
   * @param state where the journal is, and incidents are kept
   */
  WatchedIncidents(PressureSources sources, Path state, EventLog events, Metrics metrics) {
    this.files = new IncidentFiles(state);
    this.events = events;
    this.metrics = metrics;
    this.recorder = new Recorder(sources, () -> KernelLog.open(sources.sys()), this::happened);
    this.thread = Thread.ofPlatform().name("audionode-recorder").daemon().unstarted(recorder);
  }

  /** Each run of the loop says anew what is recorded, and what it learnt of kills. */
  @Override
  public void accept(Report report) {
    recorder.want(Recording.of(report.seen(), report.desired(), report.written(Memory.MIN.file())));
    OomKills.ofPods(before, report)
        .forEach(killed -> recorder.killed(killed.pod().uid(), killed.kills(), killed.said()));
    before = report;
  }

  /** What the pressure watcher saw. */
  void looked(PressureLook look) {
    recorder.pressure(look);
  }

  private void happened(Incident incident) {
    var view = IncidentView.of(incident);
    keep(view);
    metrics.incident(incident);
    events.incident(incident);
  }

  private void keep(IncidentView incident) {
    var gone = book.add(incident);
    onDisk(
        () -> {
          files.save(incident);
          gone.forEach(files::forget);
        });
  }

  /** What fails there is said, and costs no other incident its place. */
  private void onDisk(Runnable task) {
    disk.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            complaints.error("keeping incidents failed; they stay in memory", e);
          }
        });
  }

  void start() {
    onDisk(() -> files.load().forEach(one -> book.add(one).forEach(files::forget)));
    thread.start();
  }

  IncidentBook book() {
    return book;
  }

  RecorderState state() {
    return new RecorderState(
        recorder.recorded(), book.size(), recorder.kernelLog(), files.problems());
  }

  LoopState loop() {
    return Watchers.loop("recorder", recorder.pulse(), Recorder.RESYNC);
  }

  /** What was noticed is told and written before the agent ends, if the disk answers. */
  @Override
  public void close() {
    recorder.close();
    try {
      if (thread.isAlive()) {
        thread.join(PATIENCE);
      }
      disk.shutdown();
      if (!disk.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("the disk does not answer, incidents of the last moments may be lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

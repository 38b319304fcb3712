package io.audionode.agent.http;

import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.pressure.Batch;
import io.audionode.agent.report.pressure.EventId;
import io.audionode.agent.report.pressure.PressureEventView;
import io.audionode.agent.report.pressure.PressureLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One client that follows. On the event loop only.
 *
 * <p>It holds a position in the log and no events. It is written to while its connection takes
 * more, at most {@value #QUEUE_BYTES} bytes ahead; when it has fallen out of the log it is told how
 * much it lost. So a slow client costs the others nothing, and nothing waits for it.
 */
final class PressureStream {
  /** What may wait in the connection before no more is written. */
  static final int QUEUE_BYTES = 32 * 1024;

  private static final int AT_ONCE = 16;

  private final HttpServerResponse response;
  private final PressureFilter filter;
  private final PressureLog log;
  private final Frames frames;
  private final Metrics metrics;
  private final LongSupplier monotonic;
  private EventId position;

  /** The latest event when the client came: up to here it is told what it missed. */
  private long replayed;

  /** What all streams have in common. */
  record Shared(PressureLog log, Frames frames, Metrics metrics, LongSupplier monotonic) {}

  PressureStream(HttpServerResponse response, Subscription subscription, Shared shared) {
    this.response = response;
    this.filter = subscription.filter();
    this.position = subscription.from();
    this.log = shared.log();
    this.frames = shared.frames();
    this.metrics = shared.metrics();
    this.monotonic = shared.monotonic();
  }

  /** Writes the head, and what the client has missed. */
  void start() {
    replayed = log.latest().seq();
    response.setWriteQueueMaxSize(QUEUE_BYTES).drainHandler(_ -> pump());
    response.write(frames.open(position));
    pump();
  }

  /** Writes what there is, as far as the connection takes it. */
  void pump() {
    while (isOpen() && !response.writeQueueFull()) {
      var batch = log.after(position, AT_ONCE);
      if (batch.isEmpty()) {
        return;
      }
      write(batch);
      position = batch.last();
    }
  }

  private void write(Batch batch) {
    var text = Buffer.buffer();
    var gap = batch.gap();
    if (gap != null) {
      text.appendBuffer(frames.gap(gap));
      if (gap.lost() != null) {
        metrics.lost(gap.lost());
      }
    }
    var wanted = batch.events().stream().filter(filter::wants).toList();
    wanted.forEach(
        event ->
            text.appendBuffer(frames.event(new EventId(batch.last().start(), event.seq()), event)));
    if (text.length() > 0) {
      response.write(text).onSuccess(_ -> delivered(wanted));
    }
  }

  private void delivered(List<PressureEventView> events) {
    var now = monotonic.getAsLong();
    events.stream()
        .filter(event -> event.seq() > replayed)
        .forEach(event -> metrics.delivered(Duration.ofNanos(now - event.monotonicNanos())));
  }

  /** One that takes nothing at the moment is told with the next change. */
  void migration(MigrationsOfPod migrations) {
    if (isOpen() && !response.writeQueueFull() && filter.wants(migrations)) {
      response.write(frames.migration(migrations));
    }
  }

  /**
   * Tells the client, and whatever lies between, that the stream is alive and how far it is: what
   * the filter leaves out is no loss when the client comes back.
   */
  void heartbeat() {
    if (isOpen() && !response.writeQueueFull()) {
      response.write(frames.heartbeat(position));
    }
  }

  void end() {
    if (isOpen()) {
      response.end();
    }
  }

  boolean isOpen() {
    return !response.ended() && !response.closed();
  }
}

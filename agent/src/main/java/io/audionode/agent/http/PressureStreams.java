package io.audionode.agent.http;

import io.audionode.agent.report.pressure.PressureLog;
import io.audionode.agent.report.status.StatusBoard;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All clients that follow pressure events. On the event loop only, but for the constructor and
 * {@link #close}.
 *
 * <p>An event wakes the loop once, however many clients there are and however many events came
 * meanwhile. Heartbeats are one timer, which runs only while somebody follows.
 */
final class PressureStreams implements AutoCloseable {
  static final String ROUTE = "/api/v1/pressure/stream";

  /**
   * After so many heartbeats it is asked again whether a client may still read; at each one at most
   * one share in so many is asked for. So clients that came together are asked for one after the
   * other, and each within less than twice as many.
   */
  static final int HEARTBEATS_TO_JUDGE = 4;

  private final Vertx vertx;
  private final Context loop;
  private final Limits limits;
  private final Access access;
  private final PressureLog log;
  private final PressureStream.Shared shared;
  private final Runnable listener = this::changed;
  private final StatusBoard board;
  private final Runnable reported = this::reported;
  private List<MigrationsOfPod> told = List.of();
  private final AtomicBoolean pending = new AtomicBoolean();

  /** Each with when it was judged. */
  private final Map<PressureStream, Judged> streams = new LinkedHashMap<>();

  private long timer;
  private long heartbeats;

  /**
   * When a client was last judged.
   *
   * @param token what it came with, null for none
   * @param heartbeat the number of the heartbeat before
   */
  private record Judged(@Nullable String token, long heartbeat) {}

  PressureStreams(Vertx vertx, Views views, Access access, Limits limits, LongSupplier monotonic) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.limits = limits;
    this.access = access;
    this.log = views.pressure().log();
    this.shared = new PressureStream.Shared(log, new Frames(), views.metrics(), monotonic);
    log.listen(listener);
    this.board = views.board();
    board.listen(reported);
  }

  /** Any thread; does not wait. */
  private void changed() {
    if (pending.compareAndSet(false, true)) {
      loop.runOnContext(
          _ -> {
            pending.set(false);
            List.copyOf(streams.keySet()).forEach(PressureStream::pump);
          });
    }
  }

  /** Any thread; does not wait. */
  private void reported() {
    loop.runOnContext(_ -> tellMigrations());
  }

  /** What is as it was told is not told again. */
  private void tellMigrations() {
    var now = board.latest().map(MigrationsOfPod::all).orElse(List.of());
    var changed = now.stream().filter(one -> !told.contains(one)).toList();
    told = now;
    changed.forEach(one -> streams.keySet().forEach(stream -> stream.migration(one)));
  }

  /**
   * Answers a request with events until its client leaves. It may have left already, while its
   * token was reviewed, and then nobody would say so any more.
   */
  void open(RoutingContext context, Subscription subscription) {
    if (context.response().closed()) {
      return;
    }
    if (streams.size() >= limits.streams()) {
      context.response().putHeader("Retry-After", "5");
      HttpApi.problem(
          context,
          503,
          "Service Unavailable",
          "%d clients follow already, and no more may".formatted(limits.streams()));
      return;
    }
    var response =
        context
            .response()
            .putHeader(HttpHeaders.CONTENT_TYPE, Frames.MEDIA_TYPE)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("X-Accel-Buffering", "no");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    var stream = new PressureStream(response.setChunked(true), subscription, shared);
    var token = Guard.token(context.request().headers().getAll(HttpHeaders.AUTHORIZATION));
    response.closeHandler(_ -> left(stream)).exceptionHandler(_ -> left(stream));
    joined(stream, token);
    stream.start();
  }

  private void joined(PressureStream stream, @Nullable String token) {
    if (streams.isEmpty()) {
      timer = vertx.setPeriodic(limits.heartbeat().toMillis(), _ -> beat());
    }
    streams.put(stream, new Judged(token, heartbeats));
    shared.metrics().followers(streams.size());
  }

  private void left(PressureStream stream) {
    if (streams.remove(stream) != null) {
      shared.metrics().followers(streams.size());
      if (streams.isEmpty()) {
        vertx.cancelTimer(timer);
      }
    }
  }

  private void beat() {
    heartbeats++;
    var all = List.copyOf(streams.keySet());
    all.stream().filter(stream -> !stream.isOpen()).forEach(this::left);
    all.forEach(PressureStream::heartbeat);
    var share = Math.ceilDiv(streams.size(), HEARTBEATS_TO_JUDGE);
    Map.copyOf(streams).entrySet().stream()
        .filter(one -> heartbeats - one.getValue().heartbeat() >= HEARTBEATS_TO_JUDGE)
        .sorted(Comparator.comparingLong(one -> one.getValue().heartbeat()))
        .limit(share)
        .forEach(one -> judge(one.getKey(), one.getValue().token()));
  }

  /** A token may have been revoked since; while nobody can say, the stream goes on. */
  private void judge(PressureStream stream, @Nullable String token) {
    streams.put(stream, new Judged(token, heartbeats));
    access
        .judge(token, ROUTE)
        .thenAccept(
            decision -> {
              switch (decision) {
                case ALLOWED, UNAVAILABLE -> {}
                case UNAUTHENTICATED, FORBIDDEN -> loop.runOnContext(_ -> end(stream));
              }
            });
  }

  private void end(PressureStream stream) {
    stream.end();
    left(stream);
  }

  /** Takes no more events; the streams end with their server. */
  @Override
  public void close() {
    log.forget(listener);
    board.forget(reported);
  }
}

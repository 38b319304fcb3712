package io.audionode.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.incidents.IncidentBook;
import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.agent.report.memory.MemoryAnswers;
import io.audionode.agent.report.memory.MemoryBoard;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.pressure.PressureBoard;
import io.audionode.agent.report.pressure.PressureLog;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.agent.report.threads.ThreadBoard;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The real server on a free loopback port, and a client of it. */
public final class TestApi implements AutoCloseable {
  public static final String HOST = "127.0.0.1";

  /** Few, so that a slow client falls behind soon. */
  static final int EVENTS_KEPT = 50;

  final StatusBoard board;
  final EventLog events;
  final PressureBoard pressure;
  final IncidentBook incidents = new IncidentBook();
  final MemoryBoard memory = new MemoryBoard();
  final ThreadBoard threads = new ThreadBoard();
  final Metrics metrics = new Metrics("0.1.0");

  /** What reads a pod's memory anew; at first at once. */
  volatile Function<String, CompletionStage<Void>> refresh =
      _ -> CompletableFuture.completedStage(null);

  public final int port;

  private final Vertx vertx = Vertx.vertx(HttpApi.vertxOptions());
  private final HttpApi api;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  TestApi(FakeVitals vitals, Duration afterStart) {
    this(vitals, afterStart, Access.open(), Limits.DEFAULT, EVENTS_KEPT);
  }

  private TestApi(
      FakeVitals vitals, Duration afterStart, Access access, Limits limits, int eventsKept) {
    var clock = InstantSource.fixed(FakeFlow.START.plus(afterStart));
    board = new StatusBoard(vitals, Configuration::defaults, clock);
    events = new EventLog(clock, 100);
    pressure = new PressureBoard(new PressureLog(FakeFlow.START, eventsKept));
    api = new HttpApi(vertx, views(), access, limits);
    port = api.listen(HOST, 0);
  }

  public static TestApi well() {
    return new TestApi(FakeVitals.well(), Duration.ZERO);
  }

  /** With rules on who may ask. */
  public static TestApi guarded(Access access) {
    return guarded(access, Limits.DEFAULT);
  }

  static TestApi guarded(Access access, Limits limits) {
    return new TestApi(FakeVitals.well(), Duration.ZERO, access, limits, EVENTS_KEPT);
  }

  static TestApi limited(Limits limits) {
    return new TestApi(FakeVitals.well(), Duration.ZERO, Access.open(), limits, EVENTS_KEPT);
  }

  /** As the agent has it, with so many pressure events kept. */
  static TestApi keeping(int events) {
    return new TestApi(FakeVitals.well(), Duration.ZERO, Access.open(), Limits.DEFAULT, events);
  }

  public TestApi with(Report report) {
    board.accept(report);
    events.accept(report);
    metrics.accept(report);
    return this;
  }

  /** As the pressure watcher would. */
  public TestApi with(PressureLook look) {
    pressure.accept(look);
    metrics.pressure(look);
    return this;
  }

  /** As the recorder would. */
  public TestApi with(Incident incident) {
    incidents.add(IncidentView.of(incident));
    events.incident(incident);
    metrics.incident(incident);
    return this;
  }

  /** As the sweep of threads would. */
  public TestApi with(ThreadLook look) {
    threads.accept(look);
    metrics.threads(look, List.of());
    return this;
  }

  /** As the memory watcher would. */
  public TestApi with(MemoryLook look) {
    memory.accept(look);
    metrics.memory(look);
    return this;
  }

  HttpApi second() {
    return new HttpApi(vertx, views(), Access.open());
  }

  Views views() {
    return new Views(
        board,
        events,
        pressure,
        incidents,
        new MemoryAnswers(memory, uid -> refresh.apply(uid)),
        threads,
        metrics);
  }

  public HttpResponse<String> get(String path) {
    return send(path, UnaryOperator.identity());
  }

  HttpResponse<String> send(String method, String path, String body) {
    return send(
        path,
        request ->
            request.method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> more) {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + path))
            .timeout(Duration.ofSeconds(10));
    try {
      return client.send(more.apply(request).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  /** What comes back for bytes that no client library would send. */
  String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Override
  public void close() {
    client.close();
    api.close();
    metrics.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

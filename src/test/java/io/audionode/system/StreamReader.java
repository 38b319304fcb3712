package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.agent.http.Access;
import io.audionode.agent.http.HttpApi;
import io.audionode.agent.report.pressure.PressureEventView;
import io.audionode.agent.report.status.Json;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A client of the agent's stream: what programs of the node would see. */
final class StreamReader implements AutoCloseable {
  private static final String DATA = "data: ";
  private static final String HOST = "127.0.0.1";

  private final Runnable ending;
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private volatile boolean open;

  /**
   * An event as it arrived. Read only when it is looked at: the first reading takes seconds on an
   * emulated cpu, and the lines behind it would seem late.
   *
   * @param nanos when, on the monotonic clock
   */
  record Arrival(String data, long nanos) {
    PressureEventView event() {
      return Json.read(data, PressureEventView.class);
    }

    /** Without reading it all. */
    boolean isOf(CgroupPath cgroup) {
      return data.contains("\"cgroup\":\"" + cgroup + "\",\"domain\"");
    }
  }

  private StreamReader(Runnable ending) {
    this.ending = ending;
  }

  /** Follows an agent of this process from now on, through a server of its own. */
  static StreamReader of(Agent agent, String query) {
    var vertx = Vertx.vertx(HttpApi.vertxOptions());
    var http = new HttpApi(vertx, agent.views(), Access.open());
    return new StreamReader(
            () -> {
              http.close();
              vertx.close().toCompletionStage().toCompletableFuture().join();
            })
        .follow(http.listen(HOST, 0), query);
  }

  /** Follows whoever listens there from now on; ends with it. */
  static StreamReader at(int port, String query) {
    return new StreamReader(() -> {}).follow(port, query);
  }

  private StreamReader follow(int port, String query) {
    var url = URI.create("http://%s:%d/api/v1/pressure/stream%s".formatted(HOST, port, query));
    Thread.ofPlatform().daemon().start(() -> read(url));
    await().atMost(Scenario.PATIENCE).until(() -> open);
    return this;
  }

  private void read(URI url) {
    try (var client = HttpClient.newHttpClient();
        var lines =
            client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofLines()).body()) {
      lines.forEach(this::line);
    } catch (UncheckedIOException e) {
      // The server has ended with the test.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void line(String line) {
    var now = System.nanoTime();
    open = true;
    if (line.startsWith(DATA + "{\"seq\"")) {
      arrivals.add(new Arrival(line.substring(DATA.length()), now));
    }
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  List<PressureEventView> events() {
    return arrivals.stream().map(Arrival::event).toList();
  }

  PressureEventView awaitEvent(Predicate<PressureEventView> wanted) {
    await().atMost(Scenario.PATIENCE).until(() -> events().stream().anyMatch(wanted));
    return events().stream().filter(wanted).findFirst().orElseThrow();
  }

  void awaitEvents(int count) {
    await().atMost(Scenario.PATIENCE).until(() -> arrivals.size() >= count);
  }

  @Override
  public void close() {
    ending.run();
  }
}

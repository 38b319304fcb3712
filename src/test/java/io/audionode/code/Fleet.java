package io.audionode.code;

import io.audionode.agent.fixture.ApiObject;
import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.observe.pods.api.ApiPods;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.audionode.docs.FleetRow;
import io.audionode.docs.FleetRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * What many agents in one process ask of one API server that has no other clients: while they start
 * together, while nothing happens, and after it was away. Only what follows pods, namespaces and
 * the node is here, at the pace that it has on a node.
 */
final class Fleet implements AutoCloseable {
  private static final int PODS = 20;
  private static final int AUDIO_PODS = 4;
  private static final int IMAGES = 50;
  private static final Duration SAMPLE = Duration.ofMillis(100);
  private static final int SAMPLES_A_SECOND = 10;
  private static final Duration AWAY = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration HOUR = Duration.ofHours(1);

  private final int agents;
  private final FakeApiServer server = FakeApiServer.started();
  private final Vertx vertx = Vertx.vertx();
  private final List<KubernetesClient> clients = new ArrayList<>();
  private final List<ApiPods> followers = new ArrayList<>();
  private final List<FleetRow> rows = new ArrayList<>();

  private Fleet(int agents) {
    this.agents = agents;
    server.namespace(ApiObject.namespace("studio"));
    for (var agent = 0; agent < agents; agent++) {
      server.node(node(name(agent)));
      for (var pod = 0; pod < PODS; pod++) {
        server.put(pod(agent, pod));
      }
    }
  }

  /** What was asked for while something happened. */
  private record Count(int requests, long bytes, int mostInASecond, long millis) {}

  /**
   * Measures, records and prints.
   *
   * @param arguments where figures go; the command that asked for them; how many agents; for how
   *     many seconds nothing happens
   */
  public static void main(String... arguments) throws IOException, InterruptedException {
    var agents = Integer.parseInt(arguments[2]);
    try (var fleet = new Fleet(agents)) {
      fleet.measure(Duration.ofSeconds(Integer.parseInt(arguments[3])));
      var run = new FleetRun(CodeBenchmarks.origin(arguments[1]), agents, fleet.rows);
      Files.writeString(Path.of(arguments[0]), run.json());
      System.out.println(run.markdown());
    }
  }

  private void measure(Duration idle) throws InterruptedException {
    add("all start together", count(this::followAll, PATIENCE, this::allFollow), false);
    add("nothing", count(() -> {}, idle, () -> false), true);
    server.stop();
    Thread.sleep(AWAY);
    add(
        "the API server is back after %d s".formatted(AWAY.toSeconds()),
        count(server::start, PATIENCE, this::allFollow),
        false);
  }

  private void followAll() {
    IntStream.range(0, agents).forEach(this::follow);
  }

  private void follow(int agent) {
    var client =
        new KubernetesClientBuilder()
            .withConfig(server.config())
            .withHttpClientFactory(new Vertx5HttpClientFactory(vertx))
            .build();
    clients.add(client);
    followers.add(
        ApiPods.follow(client, name(agent), () -> {}, new Pulse("following", Clocks.system())));
  }

  private boolean allFollow() {
    return server.watches() >= agents;
  }

  private void add(String when, Count count, boolean perHour) {
    if (!perHour && !allFollow()) {
      throw new IllegalStateException(server.watches() + " of " + agents + " watch");
    }
    var share = perHour ? (double) HOUR.toMillis() / count.millis() : 1;
    rows.add(
        new FleetRow(
            when,
            perHour,
            count.requests() * share / agents,
            Math.round(count.bytes() * share / agents),
            count.mostInASecond(),
            perHour ? null : count.millis()));
    System.err.println(rows.getLast());
  }

  /**
   * From the moment before something happens.
   *
   * @param until when to end before the time is up
   */
  private Count count(Runnable what, Duration time, BooleanSupplier until)
      throws InterruptedException {
    var begun = System.nanoTime();
    var bytes = server.bytes.sum();
    var samples = new ArrayList<>(List.of(server.requests.size()));
    var happening = Thread.ofPlatform().start(what);
    while (System.nanoTime() - begun < time.toNanos() && !until.getAsBoolean()) {
      Thread.sleep(SAMPLE);
      samples.add(server.requests.size());
    }
    happening.join();
    return new Count(
        samples.getLast() - samples.getFirst(),
        server.bytes.sum() - bytes,
        IntStream.range(0, samples.size())
            .map(i -> samples.get(i) - samples.get(Math.max(0, i - SAMPLES_A_SECOND)))
            .max()
            .orElse(0),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private static String name(int agent) {
    return "node-" + agent;
  }

  /** As large as kubelet makes it, by the names of its images. */
  private static ApiObject node(String name) {
    var images =
        IntStream.range(0, IMAGES)
            .mapToObj(
                image ->
                    Map.of(
                        "names",
                        List.of(
                            "example.org/team/image-%d@sha256:%064d".formatted(image, image),
                            "example.org/team/image-%d:1.0".formatted(image)),
                        "sizeBytes",
                        100_000_000 + image))
            .toList();
    return ApiObject.node(name).label("kubernetes.io/hostname", name).status("images", images);
  }

  private static ApiObject pod(int agent, int number) {
    var name = "pod-%d-%d".formatted(agent, number);
    var pod = ApiObject.pod(name).on(name(agent)).memory("64Mi", "128Mi");
    var environment =
        IntStream.range(0, 60)
            .mapToObj(i -> Map.of("name", "VARIABLE_" + i, "value", "a value of usual length " + i))
            .toList();
    pod.spec("initContainers", List.of(Map.of("name", "setup", "env", environment)));
    return number < AUDIO_PODS ? pod.profile("realtime") : pod;
  }

  @Override
  public void close() {
    followers.forEach(ApiPods::close);
    clients.forEach(KubernetesClient::close);
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}

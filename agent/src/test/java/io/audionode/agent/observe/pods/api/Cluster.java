package io.audionode.agent.observe.pods.api;

import io.audionode.agent.fixture.FakeApiServer;
import io.audionode.agent.model.Pod;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A fake API server and the pods of node {@code n1} as an impatient agent follows them. */
final class Cluster implements AutoCloseable {
  static final Pace FAST =
      new Pace(
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofSeconds(20),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          Duration.ofMillis(1),
          Duration.ofMinutes(5));

  final FakeApiServer server;
  final Pulse pulse = new Pulse("following pods", Clocks.system());
  final AtomicInteger changes = new AtomicInteger();
  private final AtomicLong leapt = new AtomicLong();
  private final AtomicBoolean deaf = new AtomicBoolean();
  final ApiPods pods;
  private final Vertx vertx = Vertx.vertx();
  private final KubernetesClient client;

  Cluster(FakeApiServer server) {
    this(server, FAST);
  }

  Cluster(FakeApiServer server, Pace pace) {
    this.server = server;
    client =
        new KubernetesClientBuilder()
            .withConfig(server.config())
            .withHttpClientFactory(new Vertx5HttpClientFactory(vertx))
            .build();
    pods =
        ApiPods.follow(
            client,
            "n1",
            new Published("n1", this::changed, this::nanos, pulse),
            pace,
            this::nanos);
  }

  private void changed() {
    changes.incrementAndGet();
    if (deaf.getAndSet(false)) {
      throw new IllegalStateException("nobody listens");
    }
  }

  /** Whoever is told of the next change fails. */
  Cluster deafen() {
    deaf.set(true);
    return this;
  }

  private long nanos() {
    return System.nanoTime() + leapt.get();
  }

  /** So much time passes at once, as on a machine that stood still. */
  Cluster leap(Duration time) {
    leapt.addAndGet(time.toNanos());
    return this;
  }

  KubernetesClient client() {
    return client;
  }

  /** Waits until the pods have been told of, and the watch has begun. */
  Cluster settled() {
    soon().until(() -> pods.pods().complete() && server.watches() > 0);
    return this;
  }

  Stream<String> names() {
    return pods.pods().pods().stream().map(Pod::name);
  }

  void awaitNames(String... names) {
    soon().until(() -> names().sorted().toList().equals(Stream.of(names).sorted().toList()));
  }

  Pod awaitPod(String name) {
    soon().until(() -> names().anyMatch(name::equals));
    return pod(name);
  }

  Pod pod(String name) {
    return list().pods().stream().filter(pod -> pod.name().equals(name)).findFirst().orElseThrow();
  }

  PodList list() {
    return pods.pods();
  }

  String trouble() {
    return String.valueOf(pods.link().orElseThrow().trouble());
  }

  boolean connected() {
    return pods.link().orElseThrow().connected();
  }

  static ConditionFactory soon() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2));
  }

  @Override
  public void close() {
    pods.close();
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    server.close();
  }
}

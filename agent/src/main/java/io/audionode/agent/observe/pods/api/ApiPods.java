package io.audionode.agent.observe.pods.api;

import io.audionode.agent.model.ApiLink;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pods that the API server has for one node, kept up to date on a thread of their own. While
 * the server is away the last known ones stay; before it has told of all, none is missing for sure.
 */
public final class ApiPods implements PodSource {
  static final String SOURCE = "api";
  private static final long PATIENCE_MILLIS = 5_000;

  private final Published published;
  private final @Nullable Thread thread;

  private ApiPods(Published published, @Nullable Thread thread) {
    this.published = published;
    this.thread = thread;
  }

  /**
   * Follows the pods of a node from now on.
   *
   * @param client closed by the caller, after this
   * @param changed called, in a thread of this, when the pods are others than before
   * @param pulse beats in that thread, every minute at least
   */
  public static ApiPods follow(
      KubernetesClient client, String nodeName, Runnable changed, Pulse pulse) {
    var published = new Published(nodeName, changed, System::nanoTime, pulse);
    return follow(client, nodeName, published, Pace.CALM, System::nanoTime);
  }

  /**
   * @param nanos a clock that does not jump
   */
  static ApiPods follow(
      KubernetesClient client,
      String nodeName,
      Published published,
      Pace pace,
      LongSupplier nanos) {
    var follower = new Follower(client, nodeName, published, pace, nanos);
    return new ApiPods(
        published, Thread.ofPlatform().name("audionode-pods").daemon().start(follower));
  }

  /** Asks once, and waits for the answer; {@link #link} says whether there was one. */
  public static ApiPods once(KubernetesClient client, String nodeName) {
    var pulse = new Pulse("asking for pods", Clocks.system());
    var published = new Published(nodeName, () -> {}, System::nanoTime, pulse);
    try {
      new Follower(client, nodeName, published, Pace.CALM, System::nanoTime).once();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new ApiPods(published, null);
  }

  @Override
  public PodList pods() {
    return published.pods();
  }

  @Override
  public Optional<ApiLink> link() {
    return Optional.of(published.link());
  }

  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.audionode.agent;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.cluster.GuardedApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * The way to the cluster's API server. Any thread.
 *
 * @param client shared by everything that speaks to the API server
 * @param api the same for those who ask and tell
 * @param nodeName this node's name in the cluster
 */
public record ClusterAccess(KubernetesClient client, GuardedApi api, String nodeName)
    implements AutoCloseable {
  public ClusterAccess {
    requireNonNull(client, "client is null");
    requireNonNull(api, "api is null");
    requireNonNull(nodeName, "nodeName is null");
  }

  /**
   * How long the API server is waited for.
   *
   * @param connect for a connection
   * @param request for the whole of one answer
   */
  record Patience(Duration connect, Duration request) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(15));

    Patience {
      requireNonNull(connect, "connect is null");
      requireNonNull(request, "request is null");
    }
  }

  /**
   * Finds the cluster as every Kubernetes tool does: {@code KUBECONFIG}, {@code ~/.kube/config},
   * the pod's service account. Sends nothing, so the API server may be away.
   *
   * @param vertx carries the connections, closed by the caller
   * @throws StartException when nothing tells where the API server is
   */
  public static ClusterAccess open(Vertx vertx, String nodeName) {
    var found = Config.autoConfigure(null);
    if (found.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL)) {
      throw new StartException(
          "no cluster is configured: set KUBECONFIG, run in a pod with a service account,"
              + " or give --pods DIR to do without a cluster");
    }
    return of(found, vertx, nodeName, Patience.DEFAULT);
  }

  /** The same with a given configuration, of which timeouts and retries are replaced. */
  static ClusterAccess of(Config config, Vertx vertx, String nodeName, Patience patience) {
    var own =
        new ConfigBuilder(config)
            .withConnectionTimeout((int) patience.connect().toMillis())
            .withRequestTimeout((int) patience.request().toMillis())
            .withRequestRetryBackoffLimit(0) // who asks again is decided where it is asked
            .build();
    var client =
        new KubernetesClientBuilder()
            .withConfig(own)
            .withHttpClientFactory(new Vertx5HttpClientFactory(vertx))
            .build();
    return new ClusterAccess(client, new GuardedApi(client), nodeName);
  }

  @Override
  public void close() {
    client.close();
  }
}

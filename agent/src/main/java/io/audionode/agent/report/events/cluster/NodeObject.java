package io.audionode.agent.report.events.cluster;

import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.model.Labels;
import io.audionode.agent.report.status.Json;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent's part of the Node object. Blocks; needs {@code get} and {@code patch} on the node and
 * {@code patch} on its status.
 *
 * <p>A strategic merge takes conditions one by one, by type (API reference, NodeStatus: {@code
 * patchMergeKey=type}), so kubelet's own stay as they are.
 */
final class NodeObject {
  static final String CONDITION = "AudioReady";

  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final GuardedApi api;
  private final String name;

  NodeObject(GuardedApi api, String name) {
    this.api = api;
    this.name = name;
  }

  /** The condition's status and since when it has it; empty when the node has no such condition. */
  Optional<NodeCondition> condition() {
    var node = api.ask(client -> client.nodes().withName(name).get());
    return node == null || node.getStatus() == null
        ? Optional.empty()
        : node.getStatus().getConditions().stream()
            .filter(condition -> CONDITION.equals(condition.getType()))
            .findFirst();
  }

  /**
   * Writes label, annotations and condition.
   *
   * @param since when the condition's status last became another one
   */
  void write(NodeFace face, Instant since, Instant now) {
    var metadata = Json.text(Map.of("metadata", metadata(face)));
    var status =
        Json.text(Map.of("status", Map.of("conditions", List.of(condition(face, since, now)))));
    api.ask(client -> node(client).patch(STRATEGIC, metadata));
    api.ask(client -> node(client).subresource("status").patch(STRATEGIC, status));
  }

  /** With an object at hand the client patches at once; with a name alone it would read first. */
  private Resource<Node> node(KubernetesClient client) {
    return client
        .nodes()
        .resource(new NodeBuilder().withNewMetadata().withName(name).endMetadata().build());
  }

  /** In a merge, null removes. */
  private static Map<String, Object> metadata(NodeFace face) {
    var annotations = new LinkedHashMap<String, @Nullable String>();
    annotations.put(Labels.NODE_VERSION, face.version());
    annotations.put(Labels.NODE_PLACEMENT, face.placement());
    var labels = new LinkedHashMap<String, @Nullable String>();
    labels.put(Labels.NODE_READY, face.label());
    return Map.of("labels", labels, "annotations", annotations);
  }

  private static Map<String, String> condition(NodeFace face, Instant since, Instant now) {
    var condition = new LinkedHashMap<String, String>();
    condition.put("type", CONDITION);
    condition.put("status", face.status().word());
    condition.put("reason", face.reason());
    condition.put("message", face.message());
    condition.put("lastHeartbeatTime", seconds(now));
    condition.put("lastTransitionTime", seconds(since));
    return condition;
  }

  private static String seconds(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}

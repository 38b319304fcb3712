package io.audionode.agent.observe.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Pods out of plain maps, as YAML and JSON give them. */
public final class PodObjects {
  private final KubernetesSerialization serialization =
      new KubernetesSerialization(JsonMapper.builder().build(), false);

  /**
   * The Pod in an object.
   *
   * @throws PodException when a field does not have the type that a Pod has there
   */
  public Pod pod(Map<?, ?> object) throws PodException {
    try {
      return serialization.convertValue(object, Pod.class);
    } catch (RuntimeException e) {
      // The model's own deserializers throw more than Jackson's family on what they do not expect.
      throw new PodException("is no Pod: " + e.getMessage());
    }
  }
}

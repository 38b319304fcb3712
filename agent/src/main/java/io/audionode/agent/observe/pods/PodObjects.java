package io.audionode.agent.observe.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Pods out of plain maps, as YAML and JSON give them. */
public final class PodObjects {
  private final KubernetesSerialization serialization =
      new KubernetesSerialization(JsonMapper.builder().build(), false);

  /**
   * The Pod in an object.
   *
   * <p>What is wrong is said by its place and never by its text: it may be a password that somebody
   * wrote into the wrong field of {@code env}.
   *
   * @throws PodException when a field does not have the type that a Pod has there
   */
  public Pod pod(Map<?, ?> object) throws PodException {
    try {
      return serialization.convertValue(object, Pod.class);
    } catch (RuntimeException e) {
      // The model's own deserializers throw more than Jackson's family on what they do not expect.
      throw new PodException("is no Pod: %s is not what a Pod has there".formatted(place(e)));
    }
  }

  /** Such as {@code spec.containers[0].env[1]}. */
  private static String place(RuntimeException e) {
    var place = new StringBuilder();
    for (Throwable at = e; at != null && place.isEmpty(); at = at.getCause()) {
      if (at instanceof JacksonException problem) {
        problem.getPath().forEach(part -> place.append(word(part)));
      }
    }
    return place.isEmpty() ? "something" : place.substring(place.charAt(0) == '.' ? 1 : 0);
  }

  private static String word(JacksonException.Reference part) {
    var name = part.getPropertyName();
    return name == null ? "[" + part.getIndex() + "]" : "." + name;
  }
}

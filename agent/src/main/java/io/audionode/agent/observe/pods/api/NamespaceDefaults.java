package io.audionode.agent.observe.pods.api;

import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a namespace says for those of its pods that do not say it themselves. Pure.
 *
 * @param labels those with audionode's prefix
 * @param annotations those that count on a pod
 */
record NamespaceDefaults(Map<String, String> labels, Map<String, String> annotations) {
  static final NamespaceDefaults NONE = new NamespaceDefaults(Map.of(), Map.of());

  NamespaceDefaults {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** Those of a Namespace object. */
  static NamespaceDefaults of(Map<?, ?> namespace) {
    var metadata = JsonObjects.in(namespace, "metadata");
    return new NamespaceDefaults(
        texts(JsonObjects.in(metadata, "labels"), key -> key.startsWith(Labels.PREFIX)),
        texts(JsonObjects.in(metadata, "annotations"), Labels::isAnnotation));
  }

  /** The pod with its namespace's words wherever it has none of its own. */
  Pod under(Pod pod) {
    return new Pod(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.source(),
        Labels.saysProfile(pod) ? pod.labels() : merged(labels, pod.labels()),
        merged(without(annotations, pod), pod.annotations()),
        pod.qos(),
        pod.runtimeClass(),
        pod.system(),
        pod.soundDevices(),
        pod.containers(),
        pod.initContainers());
  }

  /** The two spellings of one annotation are one word: the pod's own counts, in whichever. */
  private static Map<String, String> without(Map<String, String> defaults, Pod pod) {
    var spellings = new HashSet<>(pod.annotations().keySet());
    spellings.retainAll(Labels.OOM_SCORE_ADJ_SPELLINGS);
    var rest = new HashMap<>(defaults);
    if (!spellings.isEmpty()) {
      rest.keySet().removeAll(Labels.OOM_SCORE_ADJ_SPELLINGS);
    }
    return rest;
  }

  private static Map<String, String> merged(Map<String, String> below, Map<String, String> above) {
    var merged = new HashMap<>(below);
    merged.putAll(above);
    return merged;
  }

  private static Map<String, String> texts(Map<?, ?> object, Predicate<String> key) {
    var texts = new HashMap<String, String>();
    object.forEach(
        (name, value) -> {
          if (name instanceof String word && value instanceof String text && key.test(word)) {
            texts.put(word, text);
          }
        });
    return texts;
  }
}

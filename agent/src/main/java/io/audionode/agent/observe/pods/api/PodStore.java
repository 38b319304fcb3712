package io.audionode.agent.observe.pods.api;

import io.audionode.agent.model.Pod;
import io.audionode.agent.observe.pods.PodException;
import io.audionode.agent.observe.pods.PodReader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pods as last told of, trimmed, by the UID of their objects: one that is made anew under the
 * same name is another. Finished ones are left out. One thread.
 */
final class PodStore {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  private Map<String, Known> known = new LinkedHashMap<>();

  /**
   * One pod.
   *
   * @param pod the last good reading, null when there was none
   * @param problem what is wrong with the latest, null when it is good
   */
  record Known(@Nullable Pod pod, @Nullable String problem) {}

  /** These are all there are. */
  void replace(List<Map<?, ?>> list) {
    var before = known;
    known = new LinkedHashMap<>();
    for (var object : list) {
      var uid = JsonObjects.metadata(object, "uid");
      read(uid == null ? "item " + known.size() : uid, object, before);
    }
  }

  /** There is a pod, or it has changed. */
  void put(String uid, Map<?, ?> object) {
    read(uid, object, known);
  }

  /** There is a pod no more. */
  void remove(String uid) {
    known.remove(uid);
  }

  /** By the UID of the object, in the order in which they came. */
  Map<String, Known> known() {
    return Collections.unmodifiableMap(known);
  }

  /** The namespaces that these pods are in. */
  Set<String> namespaces() {
    return known.values().stream()
        .flatMap(one -> Stream.ofNullable(one.pod()))
        .map(Pod::namespace)
        .collect(Collectors.toSet());
  }

  private void read(String uid, Map<?, ?> object, Map<String, Known> before) {
    if (JsonObjects.in(object, "status").get("phase") instanceof String phase
        && FINISHED.contains(phase)) {
      known.remove(uid);
      return;
    }
    var last = before.get(uid);
    try {
      known.put(uid, new Known(PodReader.read(object, ApiPods.SOURCE), null));
    } catch (PodException e) {
      known.put(uid, new Known(last == null ? null : last.pod(), e.getMessage()));
    }
  }
}

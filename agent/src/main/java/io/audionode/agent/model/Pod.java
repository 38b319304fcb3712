package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod of this node, trimmed to what the agent uses.
 *
 * @param uid the name of the pod's cgroup is made of it; letters, digits and {@code -} only
 * @param source where the pod was read from, for people: a file name or {@code api}
 * @param labels those with the prefix {@code audionode.io/}
 * @param annotations those with the prefix {@code audionode.io/}, and {@code k8s.io/oom-score-adj}
 * @param system whether it is the cluster's or the node's own, and not somebody's workload
 * @param soundDevices what it uses below {@code /dev/snd}: device files that its containers mount,
 *     or the directory itself for any of them
 * @param containers app containers in the order of the spec, then sidecars (init containers that
 *     restart always)
 * @param initContainers the other init containers, which end before audio starts and may have more
 *     memory than it
 */
public record Pod(
    String uid,
    String namespace,
    String name,
    String source,
    Map<String, String> labels,
    Map<String, String> annotations,
    QosClass qos,
    @Nullable String runtimeClass,
    boolean system,
    Set<String> soundDevices,
    List<ContainerSpec> containers,
    List<ContainerSpec> initContainers) {
  public Pod {
    requireNonNull(uid, "uid is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(source, "source is null");
    requireNonNull(qos, "qos is null");
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    soundDevices = Set.copyOf(soundDevices);
    containers = List.copyOf(containers);
    initContainers = List.copyOf(initContainers);
  }

  /** {@code namespace/name}, as people say it. */
  public String title() {
    return namespace + "/" + name;
  }
}

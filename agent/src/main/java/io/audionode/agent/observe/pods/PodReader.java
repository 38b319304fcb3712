package io.audionode.agent.observe.pods;

import static java.util.Objects.requireNonNullElse;

import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns a Kubernetes Pod object into the part of it that the agent uses. Pure. */
public final class PodReader {

  /**
   * On the mirror of a static pod: the UID that kubelet gave the pod itself, and named its cgroup
   * after; {@code metadata.uid} is the mirror's own (k8s.io/kubernetes pkg/kubelet/types).
   */
  private static final String MIRRORED_UID = "kubernetes.io/config.mirror";

  private static final int DERIVED_UID_BYTES = 16;

  private PodReader() {}

  /**
   * Reads one object.
   *
   * <p>The UID is that of the pod behind a mirror, else {@code metadata.uid}, else the first 32 hex
   * digits of the SHA-256 of source, namespace and name: the same for the same file as long as it
   * is called so, and another than any kubelet would derive.
   *
   * @param source where the object is from: a file name or {@code api}
   * @throws PodException when a part that the agent uses is missing or not what Kubernetes allows
   */
  public static Pod read(io.fabric8.kubernetes.api.model.Pod object, String source)
      throws PodException {
    ObjectMeta metadata = requireNonNullElse(object.getMetadata(), new ObjectMeta());
    String name = Names.SUBDOMAIN.require("metadata.name", metadata.getName());
    try {
      return read(object, metadata, name, source);
    } catch (PodException e) {
      throw new PodException("pod " + name + ": " + e.getMessage());
    }
  }

  private static Pod read(
      io.fabric8.kubernetes.api.model.Pod object, ObjectMeta metadata, String name, String source)
      throws PodException {
    String namespace =
        Names.LABEL.require(
            "metadata.namespace", requireNonNullElse(metadata.getNamespace(), "default"));
    PodSpec spec = requireNonNullElse(object.getSpec(), new PodSpec());
    var containers = ContainerReader.containers(spec, object.getStatus());
    return new Pod(
        uid(metadata, source + "\0" + namespace + "/" + name),
        namespace,
        name,
        source,
        kept(metadata.getLabels(), key -> key.startsWith(Labels.PREFIX)),
        kept(metadata.getAnnotations(), Labels::isAnnotation),
        qos(spec, object.getStatus()),
        runtimeClass(spec),
        SystemPods.isSystem(metadata, namespace, spec),
        SoundDevices.of(spec),
        containers,
        ContainerReader.initContainers(spec, object.getStatus()));
  }

  private static String uid(ObjectMeta metadata, String seed) throws PodException {
    String mirrored = kept(metadata.getAnnotations(), MIRRORED_UID::equals).get(MIRRORED_UID);
    if (mirrored != null) {
      return Names.UID.require(MIRRORED_UID, mirrored);
    }
    return metadata.getUid() == null
        ? derived(seed)
        : Names.UID.require("metadata.uid", metadata.getUid());
  }

  private static String derived(String seed) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DERIVED_UID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Map<String, String> kept(
      @Nullable Map<String, String> texts, Predicate<String> key) {
    return requireNonNullElse(texts, Map.<String, String>of()).entrySet().stream()
        .filter(entry -> entry.getValue() != null && key.test(entry.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static QosClass qos(PodSpec spec, @Nullable PodStatus status) throws PodException {
    if (status == null || status.getQosClass() == null) {
      return QosRules.classOf(resources(spec));
    }
    try {
      return QosClass.of(status.getQosClass());
    } catch (IllegalArgumentException e) {
      throw new PodException("status.qosClass: " + e.getMessage());
    }
  }

  /** Resources of the pod as a whole, where given, stand for all its containers. */
  private static List<Resources> resources(PodSpec spec) throws PodException {
    Resources whole = Resources.of(spec.getResources());
    if (!whole.isEmpty()) {
      return List.of(whole);
    }
    var resources = new ArrayList<Resources>();
    for (Container container : containers(spec)) {
      resources.add(Resources.of(container.getResources()));
    }
    return resources;
  }

  private static List<Container> containers(PodSpec spec) {
    return Stream.of(spec.getContainers(), spec.getInitContainers())
        .flatMap(list -> ContainerReader.present(list).stream())
        .toList();
  }

  private static @Nullable String runtimeClass(PodSpec spec) throws PodException {
    String name = spec.getRuntimeClassName();
    return name == null ? null : Names.SUBDOMAIN.require("spec.runtimeClassName", name);
  }
}

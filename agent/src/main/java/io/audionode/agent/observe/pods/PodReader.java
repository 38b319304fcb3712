package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
  public static Pod read(Map<?, ?> object, String source) throws PodException {
    var fields = Fields.of(object);
    var metadata = fields.object("metadata");
    var name = Names.SUBDOMAIN.require("metadata.name", metadata.text("name").orElse(null));
    try {
      return read(fields, metadata, name, source);
    } catch (PodException e) {
      throw new PodException("pod " + name + ": " + e.getMessage());
    }
  }

  private static Pod read(Fields object, Fields metadata, String name, String source)
      throws PodException {
    var namespace =
        Names.LABEL.require("metadata.namespace", metadata.text("namespace").orElse("default"));
    var spec = object.object("spec");
    var status = object.object("status");
    var containers = ContainerReader.containers(spec, status);
    return new Pod(
        uid(metadata, source + "\0" + namespace + "/" + name),
        namespace,
        name,
        source,
        metadata.texts("labels", key -> key.startsWith(Labels.PREFIX)),
        metadata.texts("annotations", Labels::isAnnotation),
        qos(spec, status),
        runtimeClass(spec),
        SystemPods.isSystem(metadata, namespace, spec),
        SoundDevices.of(spec),
        containers,
        ContainerReader.initContainers(spec, status));
  }

  private static String uid(Fields metadata, String seed) throws PodException {
    var mirrored = metadata.texts("annotations", MIRRORED_UID::equals).get(MIRRORED_UID);
    if (mirrored != null) {
      return Names.UID.require(MIRRORED_UID, mirrored);
    }
    var uid = metadata.text("uid");
    return uid.isEmpty() ? derived(seed) : Names.UID.require("metadata.uid", uid.get());
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

  private static QosClass qos(Fields spec, Fields status) throws PodException {
    var told = status.text("qosClass");
    if (told.isEmpty()) {
      return QosRules.classOf(resources(spec));
    }
    try {
      return QosClass.of(told.get());
    } catch (IllegalArgumentException e) {
      throw new PodException("status.qosClass: " + e.getMessage());
    }
  }

  /** Resources of the pod as a whole, where given, stand for all its containers. */
  private static List<Resources> resources(Fields spec) throws PodException {
    var whole = Resources.of(spec.object("resources"));
    if (!whole.isEmpty()) {
      return List.of(whole);
    }
    var resources = new ArrayList<Resources>();
    for (var container : ContainerReader.all(spec)) {
      resources.add(Resources.of(container.object("resources")));
    }
    return resources;
  }

  private static @Nullable String runtimeClass(Fields spec) throws PodException {
    var name = spec.text("runtimeClassName");
    return name.isEmpty() ? null : Names.SUBDOMAIN.require("spec.runtimeClassName", name.get());
  }
}

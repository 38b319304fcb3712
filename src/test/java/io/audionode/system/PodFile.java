package io.audionode.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** A pod as its author would write it. */
final class PodFile {
  private final String name;
  private final String uid;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private String namespace = "audio";
  private String resources = "{}";
  private String runtimeClass = "";
  private String device = "/dev/null";

  private PodFile(String name, String uid) {
    this.name = name;
    this.uid = uid;
  }

  static PodFile pod(String name, String uid) {
    return new PodFile(name, uid);
  }

  PodFile namespace(String value) {
    namespace = value;
    return this;
  }

  PodFile profile(String profile) {
    labels.put("audionode.io/profile", profile);
    return this;
  }

  PodFile annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }

  PodFile runtimeClass(String name) {
    runtimeClass = "runtimeClassName: " + name;
    return this;
  }

  /** Memory request below the limit: Burstable. */
  PodFile memory(String request, String limit) {
    resources = "{requests: {memory: %s}, limits: {memory: %s}}".formatted(request, limit);
    return this;
  }

  /** Request and limit alike, for cpu too: Guaranteed. */
  PodFile guaranteed(String memory) {
    resources = "{limits: {memory: %s, cpu: \"1\"}}".formatted(memory);
    return this;
  }

  /** Its container mounts a device file of the node. */
  PodFile device(String path) {
    device = path;
    return this;
  }

  String yaml() {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      namespace: %s
      uid: %s
      labels: %s
      annotations: %s
    spec:
      %s
      containers:
        - name: main
          image: none
          resources: %s
          volumeMounts: [{name: device, mountPath: /device}]
      volumes: [{name: device, hostPath: {path: %s}}]
    """
        .formatted(
            name, namespace, uid, map(labels), map(annotations), runtimeClass, resources, device);
  }

  private static String map(Map<String, String> entries) {
    var text = new StringBuilder("{");
    entries.forEach((key, value) -> text.append("%s: \"%s\", ".formatted(key, value)));
    return text.append("}").toString();
  }

  /** Puts the file into a directory at once, as careful writers do. */
  Path into(Path directory) {
    try {
      var file = Files.writeString(directory.resolve("." + name + ".new"), yaml());
      return Files.move(
          file,
          directory.resolve(name + ".yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

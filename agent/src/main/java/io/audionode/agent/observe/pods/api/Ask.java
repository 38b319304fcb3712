package io.audionode.agent.observe.pods.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request in the API server's terms.
 *
 * @param verb as RBAC calls it
 * @param resource as RBAC calls it
 * @param path below the server's address, with its query
 * @param form what the answer is to look like, for the header {@code Accept}
 */
record Ask(String verb, String resource, String path, String form) {
  private static final String WHOLE = "application/json";

  /**
   * Without specification and status: a Node tells the names of fifty images in its own, which is
   * most of it (Kubernetes API concepts, "Metadata-only fetches"). Who does not know that form
   * answers with all of it.
   */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

  /** Well below what one answer may hold, at some 17 kB for a pod with all its fields. */
  private static final int PAGE = 50;

  /** A page of the pods of a node, as they are now. */
  static Ask list(String nodeName, @Nullable String next) {
    var more = next == null ? "" : "&continue=" + encoded(next);
    return new Ask("list", "pods", pods(nodeName) + "&limit=" + PAGE + more, WHOLE);
  }

  /** What changes about them from a version on. */
  static Ask watch(String nodeName, String version, Duration atMost) {
    return new Ask(
        "watch",
        "pods",
        pods(nodeName)
            + "&watch=true&allowWatchBookmarks=true&resourceVersion="
            + encoded(version)
            + "&timeoutSeconds="
            + Math.max(1, atMost.toSeconds()),
        WHOLE);
  }

  /** The metadata of one namespace, as the server has it at hand. */
  static Ask namespace(String name) {
    return new Ask(
        "get", "namespaces", "api/v1/namespaces/" + encoded(name) + "?resourceVersion=0", METADATA);
  }

  /** The metadata of one node, as the server has it at hand. */
  static Ask node(String name) {
    return new Ask(
        "get", "nodes", "api/v1/nodes/" + encoded(name) + "?resourceVersion=0", METADATA);
  }

  private static String pods(String nodeName) {
    return "api/v1/pods?fieldSelector=" + encoded("spec.nodeName=" + nodeName);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public String toString() {
    return verb + " " + resource;
  }
}

package io.audionode.agent.observe.pods;

import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.config.MalformedYamlException;
import io.audionode.agent.model.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Pod objects in the text of a file: YAML with any number of documents, or one JSON value. Each
 * is a {@code Pod}, or a {@code List} or {@code PodList} of them as {@code kubectl get} prints it.
 */
final class PodDocuments {
  private static final int MAX_DEPTH = 50;

  /** What the two parsers say before a piece of the text itself. */
  private static final Pattern TOKEN =
      Pattern.compile("((?:token|alias|tag|anchor|key|string:|for) ['\"]?)[^\\s'\"]+");

  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  List<Map<?, ?>> pods(String text, boolean isJson) throws PodException {
    List<Object> documents = isJson ? json(text) : yaml(text);
    if (documents.isEmpty()) {
      throw new PodException("is empty; allowed: one pod or more");
    }
    var pods = new ArrayList<Map<?, ?>>();
    for (Object document : documents) {
      addAll(document, pods);
    }
    if (pods.size() > PodList.MAX_PODS) {
      throw new PodException(
          "has %d pods, allowed are up to %d".formatted(pods.size(), PodList.MAX_PODS));
    }
    return pods;
  }

  private static List<Object> yaml(String text) throws PodException {
    try {
      return BoundedYaml.values(text);
    } catch (MalformedYamlException e) {
      throw new PodException("line %d: %s".formatted(e.line(), withoutTokens(e.getMessage())));
    }
  }

  /** What lacks its quotes may be a password: it is not repeated. */
  private static String withoutTokens(String message) {
    return TOKEN.matcher(message).replaceAll("$1...");
  }

  private List<Object> json(String text) throws PodException {
    try {
      Object value = text.isBlank() ? null : json.readValue(text, Object.class);
      return value == null ? List.of() : List.of(value);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new PodException(
          "line %d: is not JSON: %s".formatted(line, withoutTokens(e.getOriginalMessage())));
    }
  }

  private static void addAll(Object document, List<Map<?, ?>> pods) throws PodException {
    var object = object(document);
    switch (kind(object)) {
      case "Pod" -> pods.add(pod(object));
      case "List", "PodList" -> {
        for (Object item : items(object)) {
          pods.add(pod(object(item)));
        }
      }
      default ->
          throw new PodException(
              "kind is %s, apiVersion is %s; allowed: kind Pod, List or PodList of apiVersion v1"
                  .formatted(word(object.get("kind")), word(object.get("apiVersion"))));
    }
  }

  private static String kind(Map<?, ?> object) {
    return "v1".equals(object.get("apiVersion")) && object.get("kind") instanceof String kind
        ? kind
        : "";
  }

  private static List<?> items(Map<?, ?> list) throws PodException {
    if (list.get("items") instanceof List<?> items) {
      return items;
    }
    throw new PodException("items is missing; allowed: a list of pods");
  }

  private static Map<?, ?> pod(Map<?, ?> object) throws PodException {
    if (object.containsKey("kind") && !"Pod".equals(object.get("kind"))) {
      throw new PodException("kind is " + word(object.get("kind")) + "; allowed: Pod");
    }
    return object;
  }

  private static Map<?, ?> object(@Nullable Object value) throws PodException {
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw new PodException("is " + word(value) + "; allowed: a Pod object");
  }

  private static String word(@Nullable Object value) {
    return switch (value) {
      case null -> "missing";
      case Map<?, ?> _ -> "a mapping";
      case List<?> _ -> "a list";
      default -> "\"" + Excerpt.of(value.toString()) + "\"";
    };
  }
}

package io.audionode.agent.observe.pods.api;

import io.audionode.agent.model.Excerpt;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** What the API server says, as plain maps, so that one odd field spoils one object only. */
final class JsonObjects {
  /** The API server itself takes no deeper ones than 10000; a pod's fields are within 20. */
  private static final int MAX_DEPTH = 100;

  private final JsonMapper mapper =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  /** The object in a text. */
  Map<?, ?> object(Ask ask, String text) throws ApiException {
    try {
      if (mapper.readValue(text, Object.class) instanceof Map<?, ?> object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new ApiException(
          0,
          "%s: the answer is not JSON (%s): \"%s\""
              .formatted(ask, e.getOriginalMessage(), Excerpt.of(text)));
    }
    throw new ApiException(
        0, "%s: the answer is no object: \"%s\"".formatted(ask, Excerpt.of(text)));
  }

  /** The message of a {@code Status}, or what there is in its place. */
  String message(String text) {
    try {
      return mapper.readValue(text, Object.class) instanceof Map<?, ?> status
              && status.get("message") instanceof String message
          ? message
          : text;
    } catch (JacksonException e) {
      return text;
    }
  }

  /** The object in a field, empty when there is none. */
  static Map<?, ?> in(Map<?, ?> object, String field) {
    return object.get(field) instanceof Map<?, ?> inner ? inner : Map.of();
  }

  /** The text in a field of {@code metadata}; null when there is none, or it is empty. */
  static @Nullable String metadata(Map<?, ?> object, String field) {
    return in(object, "metadata").get(field) instanceof String text && !text.isEmpty()
        ? text
        : null;
  }
}

package io.audionode.agent.report.status;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The views as JSON: the same text over HTTP and from the command line. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** On one line. */
  public static String text(Object view) {
    return MAPPER.writeValueAsString(view);
  }

  /** Indented, for people. */
  public static String pretty(Object view) {
    return PRETTY.writeValueAsString(view);
  }

  /**
   * A view read back.
   *
   * @throws tools.jackson.core.JacksonException when the text is no such view
   */
  public static <T> T read(String text, Class<T> view) {
    return MAPPER.readValue(text, view);
  }
}

package io.audionode.agent.config;

import java.util.function.Function;

/**
 * How the value of one key is written.
 *
 * @param allowed for people, completes "allowed: "
 * @param reader text to value; throws IllegalArgumentException on anything else, a {@link Refusal}
 *     when it can say more than "is not understood"
 * @param view value to what the file would hold: text or a whole number
 */
record Grammar<T>(String allowed, Function<String, T> reader, Function<T, Object> view) {
  /** Text that reads like a value and is none; the message completes a sentence about it. */
  static final class Refusal extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  T read(String text) {
    try {
      return reader.apply(text);
    } catch (Refusal e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Refusal("is not understood");
    }
  }
}

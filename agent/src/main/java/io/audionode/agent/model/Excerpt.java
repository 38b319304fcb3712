package io.audionode.agent.model;

/** Foreign text made fit for a message: on one line, without control characters, not too long. */
public final class Excerpt {
  private static final int MAX_LENGTH = 80;

  private Excerpt() {}

  /** At most 80 characters of the text. */
  public static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  /** At most {@code maxLength} characters of the text; a cut shows as an ellipsis. */
  public static String of(String text, int maxLength) {
    String start = text.length() > maxLength ? text.substring(0, maxLength - 1) + "…" : text;
    return start
        .codePoints()
        .map(Excerpt::printable)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      // Format characters reorder a terminal's line; half a surrogate pair cannot be encoded.
      case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> '?';
      default -> codePoint;
    };
  }
}

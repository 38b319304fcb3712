package io.audionode.docs;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of the table of {@code degradation.md}, which its test reads: what the page says is what is
 * asserted.
 *
 * @param title the node, in the first column
 * @param status what {@code audionode status} must say; {@code ...} stands for anything in a line
 * @param doctor the same of {@code audionode doctor}
 * @param metrics the same of {@code /metrics}
 * @param test the class that asserts it
 */
public record DegradationRow(
    String title, List<String> status, List<String> doctor, List<String> metrics, String test) {
  static final Page PAGE = Page.of("src/site/markdown/degradation.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final int COLUMNS = 6;

  /** Every row, in the page's order. */
  static List<DegradationRow> all() {
    return PAGE.text()
        .lines()
        .filter(line -> line.startsWith("| "))
        .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
        .filter(cells -> cells.length == COLUMNS && cells[COLUMNS - 1].startsWith("`"))
        .map(DegradationRow::of)
        .toList();
  }

  /** The row of that title. */
  public static DegradationRow of(String title) {
    return all().stream()
        .filter(row -> row.title.equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError("degradation.md has no row \"" + title + "\""));
  }

  private static DegradationRow of(String[] cells) {
    return new DegradationRow(
        cells[0],
        code(cells[2]),
        code(cells[3]),
        code(cells[4]),
        code(cells[COLUMNS - 1]).getFirst());
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  /** The words of a text that are not said; empty when all are. */
  public static Stream<String> missing(List<String> words, String text) {
    return words.stream().filter(word -> !pattern(word).matcher(text).find());
  }

  private static Pattern pattern(String words) {
    return Pattern.compile(
        Arrays.stream(words.split(Pattern.quote("..."), -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }
}

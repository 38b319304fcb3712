package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The figures of {@code pressure.md} and its chart, made of what a run recorded. */
public final class PressurePage {
  private static final Pattern FIGURES =
      Pattern.compile("(?s)(<!-- figures: scripts/bench pressure -->\n).*(<!-- /figures -->\n)");

  private PressurePage() {}

  static Path recorded() {
    return Page.checkout().resolve("src/site/figures/pressure.properties");
  }

  static Path chart() {
    return Page.checkout().resolve("src/site/figures/pressure.svg");
  }

  static Page page() {
    return Page.of("src/site/markdown/pressure.md");
  }

  /** The page's text with the recorded figures. */
  static String text() throws IOException {
    var figures = PressureFigures.of(Files.readAllLines(recorded())).markdown();
    return FIGURES
        .matcher(page().text())
        .replaceFirst("$1" + Matcher.quoteReplacement(figures) + "$2");
  }

  static String svg() throws IOException {
    return PressureChart.svg(
        Files.readAllLines(Page.checkout().resolve("src/site/figures/pressure.csv")));
  }

  /** Writes both, for {@code scripts/bench pressure --record}. */
  public static void main(String... arguments) throws IOException {
    Files.writeString(chart(), svg());
    Files.writeString(page().file(), text());
  }
}

package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The figures of {@code pressure.md} and its chart, made of what a run recorded. */
public final class PressurePage {
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
    return page()
        .withFigures(
            "scripts/bench pressure",
            PressureFigures.of(Files.readAllLines(recorded())).markdown());
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

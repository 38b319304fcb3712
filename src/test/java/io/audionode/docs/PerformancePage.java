package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;

/** The figures of {@code performance.md}, made of what runs recorded. */
public final class PerformancePage {
  private static final String PROTECT = "scripts/bench protect";
  private static final String COST = "scripts/bench cost";
  private static final String CODE = "scripts/bench code";

  private PerformancePage() {}

  static Page page() {
    return Page.of("src/site/markdown/performance.md");
  }

  /** A table for each kind of hog, of its latest recorded run. */
  static String protection() throws IOException {
    return Recorded.tables("protect-[a-z]+\\.json", json -> ProtectionRun.of(json).markdown());
  }

  static String cost() throws IOException {
    return Recorded.tables("cost\\.json", json -> CostRun.of(json).markdown());
  }

  static String code() throws IOException {
    return Recorded.tables("code\\.json", json -> CodeRun.of(json).markdown());
  }

  /** The page's text with the recorded figures. */
  static String text() throws IOException {
    var page = page();
    page = new Page(page.file(), page.withFigures(PROTECT, protection()));
    page = new Page(page.file(), page.withFigures(COST, cost()));
    return page.withFigures(CODE, code());
  }

  /** Writes it, for {@code scripts/bench protect --record}, {@code cost} and {@code code}. */
  public static void main(String... arguments) throws IOException {
    Files.writeString(page().file(), text());
  }
}

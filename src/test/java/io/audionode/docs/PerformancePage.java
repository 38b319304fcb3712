package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;

/** The figures of {@code performance.md}, made of what runs recorded. */
public final class PerformancePage {
  private static final String PROTECT = "scripts/bench protect";
  private static final String BIRTHS = "scripts/bench births";
  private static final String COST = "scripts/bench cost";
  private static final String START = "scripts/bench start";
  private static final String FLEET = "scripts/bench fleet";
  private static final String CODE = "scripts/bench code";

  private PerformancePage() {}

  static Page page() {
    return Page.of("src/site/markdown/performance.md");
  }

  /** A table for each kind of hog, of its latest recorded run. */
  static String protection() throws IOException {
    return Recorded.tables("protect-[a-z]+\\.json", json -> ProtectionRun.of(json).markdown());
  }

  static String births() throws IOException {
    return Recorded.tables("births\\.json", json -> BirthRun.of(json).markdown());
  }

  static String cost() throws IOException {
    return Recorded.tables("cost\\.json", json -> CostRun.of(json).markdown());
  }

  static String start() throws IOException {
    return Recorded.tables("start\\.json", json -> StartRun.of(json).markdown());
  }

  static String fleet() throws IOException {
    return Recorded.tables("fleet\\.json", json -> FleetRun.of(json).markdown());
  }

  static String code() throws IOException {
    return Recorded.tables("code\\.json", json -> CodeRun.of(json).markdown());
  }

  /** The page's text with the recorded figures. */
  static String text() throws IOException {
    var page = page();
    page = new Page(page.file(), page.withFigures(PROTECT, protection()));
    page = new Page(page.file(), page.withFigures(BIRTHS, births()));
    page = new Page(page.file(), page.withFigures(COST, cost()));
    page = new Page(page.file(), page.withFigures(START, start()));
    page = new Page(page.file(), page.withFigures(FLEET, fleet()));
    return page.withFigures(CODE, code());
  }

  /**
   * Writes it, for {@code scripts/bench protect --record}, {@code births}, {@code cost}, {@code
   * start}, {@code fleet} and {@code code}.
   */
  public static void main(String... arguments) throws IOException {
    Files.writeString(page().file(), text());
  }
}

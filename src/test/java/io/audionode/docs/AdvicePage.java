package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;

/** The figures of {@code advice.md}, made of what runs recorded. */
public final class AdvicePage {
  private static final String PROTECT = "scripts/bench protect";
  private static final String ADVICE = "scripts/bench advice";

  /** What {@code scripts/bench protect} compares that people are told to do. */
  private static final Set<String> REMEDIES =
      Set.of("nothing", "`vm.swappiness=1`", "`memory.swap.max=0`", "`memory.min` alone");

  private AdvicePage() {}

  static Page page() {
    return Page.of("src/site/markdown/advice.md");
  }

  static String protection() throws IOException {
    return Recorded.tables(
        "protect-[a-z]+\\.json", json -> ProtectionRun.of(json).of(REMEDIES).markdown());
  }

  static String advice() throws IOException {
    return Recorded.tables("advice\\.json", json -> AdviceRun.of(json).markdown());
  }

  /** The page's text with the recorded figures. */
  static String text() throws IOException {
    var page = page();
    return new Page(page.file(), page.withFigures(PROTECT, protection()))
        .withFigures(ADVICE, advice());
  }

  /** Writes it, for {@code scripts/bench advice --record} and {@code protect}. */
  public static void main(String... arguments) throws IOException {
    Files.writeString(page().file(), text());
  }
}

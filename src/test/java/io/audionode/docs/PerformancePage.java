package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/** The figures of {@code performance.md}, made of what runs recorded. */
public final class PerformancePage {
  private static final String PROTECT = "scripts/bench protect";
  private static final String COST = "scripts/bench cost";

  private PerformancePage() {}

  static Page page() {
    return Page.of("src/site/markdown/performance.md");
  }

  /** A table for each kind of hog, of its latest recorded run. */
  static String protection() throws IOException {
    return recorded("protect-[a-z]+\\.json", json -> ProtectionRun.of(json).markdown());
  }

  static String cost() throws IOException {
    return recorded("cost\\.json", json -> CostRun.of(json).markdown());
  }

  private static String recorded(String files, UnaryOperator<String> markdown) throws IOException {
    try (var all = Files.list(Page.checkout().resolve("src/site/figures"))) {
      var tables = new ArrayList<String>();
      for (var file : all.sorted().toList()) {
        if (file.getFileName().toString().matches(files)) {
          tables.add(markdown.apply(Files.readString(file)));
        }
      }
      return tables.isEmpty() ? "No run is recorded yet.\n" : String.join("\n", tables);
    }
  }

  /** The page's text with the recorded figures. */
  static String text() throws IOException {
    var page = page();
    return new Page(page.file(), page.withFigures(PROTECT, protection())).withFigures(COST, cost());
  }

  /** Writes it, for {@code scripts/bench protect --record} and {@code cost}. */
  public static void main(String... arguments) throws IOException {
    Files.writeString(page().file(), text());
  }
}

package io.audionode.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.function.UnaryOperator;

/** What runs left in {@code src/site/figures}. */
final class Recorded {
  private Recorded() {}

  /**
   * The tables of all recorded runs of a kind.
   *
   * @param files a pattern of their names
   * @param markdown makes a table of a file's text
   */
  static String tables(String files, UnaryOperator<String> markdown) throws IOException {
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
}

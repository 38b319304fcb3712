package io.audionode.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Markdown file of this checkout. */
record Page(Path file, String text) {
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

  static Page of(String path) {
    return read(checkout().resolve(path));
  }

  /** Every page for users and contributors. */
  static List<Page> all() {
    var pages = checkout().resolve("src/site/markdown");
    try (var files = Files.list(pages)) {
      return Stream.concat(
              Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md").map(checkout()::resolve),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The top of the checkout, from any directory in it. */
  static Path checkout() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .takeWhile(directory -> directory != null)
        .filter(directory -> Files.isDirectory(directory.resolve("src/site/markdown")))
        .findFirst()
        .orElseThrow();
  }

  static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its text with other figures of a command, between the comments that mark their place. */
  String withFigures(String command, String figures) {
    var start = "<!-- figures: " + command + " -->\n";
    var end = "<!-- /figures -->\n";
    var from = text.indexOf(start) + start.length();
    var to = text.indexOf(end, from);
    if (from < start.length() || to < 0) {
      throw new IllegalStateException(file + " has no place for figures of " + command);
    }
    return text.substring(0, from) + figures + text.substring(to);
  }

  /** The words in {@code `code`}, blocks of code left out. */
  Set<String> codeWords() {
    return groups(CODE, prose())
        .flatMap(code -> Stream.of(code.split("[^A-Za-z0-9_/-]+")))
        .collect(Collectors.toSet());
  }

  /** The rows of tables whose first cell is this code. */
  List<String> rows(String code) {
    return text.lines().filter(line -> line.startsWith("| `" + code + "` |")).toList();
  }

  List<String> links() {
    return groups(LINK, CODE.matcher(prose()).replaceAll("")).toList();
  }

  Set<String> headings() {
    return groups(HEADING, prose()).collect(Collectors.toSet());
  }

  /** What links to a heading end with, by GitHub's rule. */
  Set<String> anchors() {
    return headings().stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", ""))
        .map(heading -> heading.replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }

  private static Stream<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
  }

  @Override
  public String toString() {
    return checkout().relativize(file).toString();
  }
}

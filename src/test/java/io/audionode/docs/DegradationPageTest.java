package io.audionode.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.report.status.Degradation;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each row of the table has its test, each such test its row, and each word of the metric both. */
class DegradationPageTest {
  private static final Pattern ROW = Pattern.compile("\"(row: [^\"]+)\"");
  private static final String TESTS = "src/test/java/io/audionode/system";

  @Test
  void hasARowForEachTestAndATestForEachRow() throws IOException {
    var asserted = new ArrayList<String>();
    try (var files = Files.list(Page.checkout().resolve(TESTS))) {
      for (var file : files.sorted().toList()) {
        var test = String.valueOf(file.getFileName()).replace(".java", "");
        ROW.matcher(Files.readString(file))
            .results()
            .forEach(found -> asserted.add(found.group(1) + " in " + test));
      }
    }
    assertThat(DegradationRow.all()).hasSizeGreaterThan(10);
    assertThat(asserted)
        .containsExactlyInAnyOrderElementsOf(
            DegradationRow.all().stream()
                .map(row -> "row: %s in %s".formatted(row.title(), row.test()))
                .toList());
  }

  @Test
  void saysSomethingInEveryRow() {
    assertThat(DegradationRow.all())
        .allSatisfy(row -> assertThat(row.doctor()).as(row.title()).isNotEmpty());
  }

  @Test
  void explainsEveryWordOfTheMetric() {
    var explained =
        DegradationRow.PAGE
            .text()
            .lines()
            .filter(line -> line.matches("\\| `[a-z-]+` \\| [^|]+ \\|"))
            .map(line -> line.split("`", 3)[1])
            .toList();
    assertThat(explained).containsExactlyElementsOf(Degradation.WORDS);
    var inRows =
        DegradationRow.all().stream()
            .flatMap(row -> row.metrics().stream())
            .collect(Collectors.joining());
    assertThat(List.of("kernel-log", "cpu", "pids"))
        .as("words without a row of their own, for which a unit test stands")
        .containsExactlyInAnyOrderElementsOf(
            Degradation.WORDS.stream().filter(word -> !inRows.contains('"' + word + '"')).toList());
  }
}

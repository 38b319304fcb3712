package io.audionode.agent.report.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncidentFilesTest {
  @TempDir Path state;

  @Test
  void findsAllAsTheyWereAfterARestart() {
    var full = IncidentView.of(Incidents.leak("20260101-000002-000-uid", 2));
    var bare = IncidentView.of(Incidents.bare("20260101-000001-000-node"));
    var files = new IncidentFiles(state);
    assertThat(files.load()).isEmpty();
    files.save(full);
    files.save(bare);
    assertThat(new IncidentFiles(state).load()).containsExactly(bare, full);
    files.forget(bare.id());
    assertThat(new IncidentFiles(state).load()).containsExactly(full);
    assertThat(files.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{\"id\":\"b\"}", "\0\0\0"})
  void leavesADamagedFileOutAndSaysSo(String damage) throws IOException {
    var files = new IncidentFiles(state);
    files.save(IncidentView.of(Incidents.leak("a", 2)));
    Files.writeString(directory().resolve("b.json"), damage);
    Files.writeString(directory().resolve("notes.txt"), "not an incident's");
    var again = new IncidentFiles(state);
    assertThat(again.load()).extracting(IncidentView::id).containsExactly("a");
    assertThat(again.problems())
        .singleElement()
        .asString()
        .startsWith("b.json is damaged and left out");
  }

  @Test
  void takesNoFileForAnotherIncident() throws IOException {
    var files = new IncidentFiles(state);
    files.save(IncidentView.of(Incidents.leak("a", 2)));
    Files.move(directory().resolve("a.json"), directory().resolve("b.json"));
    var again = new IncidentFiles(state);
    assertThat(again.load()).isEmpty();
    assertThat(again.problems().toString()).contains("is of another incident: a");
  }

  @Test
  void losesTheFileAndNothingElseWhereTheDiskTakesNothing() throws IOException {
    Files.writeString(directory(), "in the way");
    var files = new IncidentFiles(state);
    files.save(IncidentView.of(Incidents.leak("a", 2)));
    assertThat(files.problems()).singleElement().asString().startsWith("a.json could not be");
    Files.delete(directory());
    files.save(IncidentView.of(Incidents.leak("a", 2)));
    assertThat(files.problems()).isEmpty();
    assertThat(new IncidentFiles(state).load()).hasSize(1);
  }

  @Test
  void readsTheLatestOfVeryMany() throws IOException {
    var files = new IncidentFiles(state);
    for (var i = 0; i < 130; i++) {
      files.save(IncidentView.of(Incidents.leak("a-%03d".formatted(i), i)));
    }
    assertThat(new IncidentFiles(state).load())
        .hasSize(100)
        .first()
        .extracting(IncidentView::id)
        .isEqualTo("a-030");
    try (var left = Files.list(directory())) {
      assertThat(left).hasSize(100);
    }
  }

  @Test
  void keepsItsBoundOnTheDisk() {
    var files = new IncidentFiles(state);
    var signals = List.of("x".repeat(400_000));
    for (var i = 0; i < 60; i++) {
      var small = IncidentView.of(Incidents.bare("a-%03d".formatted(i)));
      files.save(
          new IncidentView(
              small.id(),
              small.at(),
              null,
              small.subject(),
              null,
              small.cgroup(),
              small.adoption(),
              small.kind(),
              small.cause(),
              signals,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              null));
    }
    var kept = new IncidentFiles(state).load();
    assertThat(kept).hasSizeBetween(35, 41);
    assertThat(kept.getLast().id()).isEqualTo("a-059");
  }

  private Path directory() {
    return state.resolve(IncidentFiles.DIRECTORY);
  }
}

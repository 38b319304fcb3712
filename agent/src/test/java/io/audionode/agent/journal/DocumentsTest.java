package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
  private static final int MAX_BYTES = 100;

  @TempDir Path state;
  private final FaultyDisk disk = new FaultyDisk();

  @Test
  void writesEachWholeBeforeItHasItsName() throws IOException {
    var documents = documents();
    assertThat(documents.names()).isEmpty();
    disk.mostAtOnce = 3;
    assertThat(documents.write("a.json", "ä, and more")).isEqualTo(12);
    assertThat(disk.diary.subList(disk.diary.size() - 3, disk.diary.size()))
        .containsExactly("force unfinished", "rename unfinished a.json", "force directory");
    assertThat(documents.read("a.json")).isEqualTo("ä, and more");
    documents.write("a.json", "less");
    assertThat(documents.read("a.json")).isEqualTo("less");
    documents.write("0.json", "");
    assertThat(documents.names()).containsExactly("0.json", "a.json");
    documents.remove("a.json");
    documents.remove("a.json");
    assertThat(documents.names()).containsExactly("0.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"write", "force unfinished", "rename"})
  void leavesTheOldOneWhereTheDiskFails(String call) throws IOException {
    var documents = documents();
    documents.write("a.json", "old");
    disk.broken = call;
    assertThatThrownBy(() -> documents.write("a.json", "new")).isInstanceOf(IOException.class);
    assertThat(documents.read("a.json")).isEqualTo("old");
    assertThat(documents.names()).containsExactly("a.json");
    disk.broken = "";
    documents.write("b.json", "x");
    assertThat(documents.read("b.json")).isEqualTo("x");
  }

  @Test
  void leavesTheOldOneWhereTheDiskIsFull() throws IOException {
    var documents = documents();
    documents.write("a.json", "old");
    disk.room = 2;
    assertThatThrownBy(() -> documents.write("a.json", "newer"))
        .hasMessageContaining("No space left");
    assertThat(documents.read("a.json")).isEqualTo("old");
  }

  @Test
  void takesNoneThatIsTooLong() throws IOException {
    var documents = documents();
    assertThatThrownBy(() -> documents.write("a.json", "x".repeat(MAX_BYTES + 1)))
        .hasMessage("101 bytes, allowed are 100");
    documents.write("a.json", "x".repeat(MAX_BYTES));
    Files.writeString(state.resolve("incidents/b.json"), "x".repeat(MAX_BYTES + 1));
    assertThatThrownBy(() -> documents.read("b.json")).hasMessage("longer than 100 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.json", "a/b.json", "a", ".json", "a.json.tmp", ""})
  void refusesWhatIsNoName(String name) {
    assertThatThrownBy(() -> documents().write(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Documents documents() {
    return new Documents(state.resolve("incidents"), MAX_BYTES, disk);
  }
}

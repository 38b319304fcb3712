package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.audionode.agent.model.Original;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent is root: whatever is found in its state directory, it writes to no other place. */
class StateFilesTest {
  private static final String BOOT = "boot-a";
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String PRECIOUS = "somebody's precious words\n";

  @TempDir private Path directory;
  private Path state;
  private Path precious;

  @BeforeEach
  void makesAStateDirectoryAndAFileOfSomebodyElse() throws IOException {
    state = Files.createDirectory(directory.resolve("state"));
    precious = Files.writeString(directory.resolve("precious"), PRECIOUS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal", "journal.new", "journal.lock"})
  void refusesALinkInThePlaceOfAFile(String name) throws IOException {
    Files.createSymbolicLink(state.resolve(name), precious);
    refuses(name);
    assertThat(precious).hasContent(PRECIOUS.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal", "journal.new", "journal.lock"})
  void refusesALinkToAFileThatIsNotThere(String name) throws IOException {
    Files.createSymbolicLink(state.resolve(name), directory.resolve("new"));
    refuses(name);
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal", "journal.new", "journal.lock"})
  void refusesAPipeAndWaitsForNobody(String name) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", state.resolve(name).toString()).start().waitFor())
        .isZero();
    refuses(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal", "journal.new", "journal.lock"})
  void refusesADirectory(String name) throws IOException {
    Files.createDirectory(state.resolve(name));
    refuses(name);
  }

  @Test
  void refusesAnEndlessFile() throws IOException {
    Files.createSymbolicLink(state.resolve("journal"), Path.of("/dev/zero"));
    refuses("journal");
  }

  @Test
  void refusesADirectoryThatEverybodyMayWriteTo() throws IOException {
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> Journal.open(state, BOOT))
        .isInstanceOf(JournalException.class)
        .hasMessageContainingAll(state.toString(), "everybody may write to it", "chmod o-w");
    assertThat(state).isEmptyDirectory();
  }

  /** As where /var/lib is on another disk. */
  @Test
  void takesADirectoryThatALinkLeadsTo() throws IOException {
    var link = Files.createSymbolicLink(directory.resolve("link"), state);
    try (var journal = Journal.open(link, BOOT)) {
      journal.announce(List.of(new Original.Swappiness(60)));
    }
    assertThat(JournalFile.read(state.resolve("journal")).open()).hasSize(1);
  }

  @Test
  void replacesALinkToWhereADamagedJournalIsKept() throws IOException {
    Journal.open(state, BOOT).close();
    Files.writeString(
        state.resolve("journal"), Files.readString(state.resolve("journal")) + "damage\n");
    Files.createSymbolicLink(state.resolve(JournalFile.DAMAGED_NAME), precious);
    Journal.open(state, BOOT).close();
    assertThat(state.resolve(JournalFile.DAMAGED_NAME)).isRegularFile();
    assertThat(precious).hasContent(PRECIOUS.strip());
  }

  @Test
  void writesNoDocumentThroughALink() throws IOException {
    Files.createSymbolicLink(state.resolve("unfinished"), precious);
    assertThatThrownBy(() -> new Documents(state, 100).write("a.json", "{}"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("links are not followed");
    assertThat(precious).hasContent(PRECIOUS.strip());
  }

  private void refuses(String name) {
    assertTimeoutPreemptively(
        DEADLINE,
        () ->
            assertThatThrownBy(() -> Journal.open(state, BOOT).close())
                .isInstanceOf(JournalException.class)
                .hasMessageContainingAll(
                    state.resolve(name).toString(), "is no regular file", "remove it"));
  }
}

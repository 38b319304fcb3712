package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Original;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Nothing to put back" must not be taken for "everything is back". */
class JournalNotesTest {
  @TempDir private Path state;

  @Test
  void asksForTheDirectoryWhenThereIsNoJournal() {
    assertThat(notes("boot-a"))
        .singleElement()
        .asString()
        .contains(state.toString(), "missing or empty", "--state");
  }

  @Test
  void saysNothingOfAWholeJournalOfThisBoot() {
    begin();
    assertThat(notes("boot-a")).isEmpty();
  }

  @Test
  void saysWhatBecameOfAnotherBoot() {
    begin();
    assertThat(notes("boot-b"))
        .singleElement()
        .asString()
        .contains("of another boot: its cgroups, processes and sysctls went with that");
  }

  @Test
  void countsDamagedLines() throws IOException {
    begin();
    Files.writeString(state.resolve(JournalFile.NAME), "xx\nyy\n", StandardOpenOption.APPEND);
    assertThat(notes("boot-a"))
        .singleElement()
        .asString()
        .contains("has 2 damaged lines", "journal.damaged");
  }

  private void begin() {
    try (var journal = Journal.open(state, "boot-a")) {
      journal.announce(List.of(new Original.Swappiness(60)));
    }
  }

  private List<String> notes(String bootId) {
    return new JournalNotes(state, bootId).read();
  }
}

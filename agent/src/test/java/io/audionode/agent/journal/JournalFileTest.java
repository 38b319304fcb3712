package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.model.Original;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading is what restore begins with, so no state of the file may keep it from beginning. */
class JournalFileTest {
  private static final Original SWAPPINESS = new Original.Swappiness(60);
  private static final Original AUDIO = new Original.Created(new CgroupPath("audio"));
  private static final Entry HEADER = new Entry.Header(Entry.Header.SCHEMA, "boot-a");

  private final EntryCodec codec = new EntryCodec();
  @TempDir private Path state;
  private Path file;

  @BeforeEach
  void namesTheFile() {
    file = state.resolve(JournalFile.NAME);
  }

  @Test
  void isEmptyWhenThereIsNone() {
    var read = JournalFile.read(file);
    assertThat(read.header()).isNull();
    assertThat(read.history()).isEmpty();
  }

  @Test
  void readsAJournalLargerThanTheMemoryItMayTake() throws IOException {
    var home = new CgroupPath("kubepods/pod0/" + "c".repeat(200));
    try (var out = Files.newBufferedWriter(file)) {
      write(out, HEADER);
      write(out, new Entry.Opened(SWAPPINESS));
      for (var pid = 1; pid < Ledger.MOST_CLOSED + 1000; pid++) {
        var line = new Original.Home(new ProcessId(pid, 1), home);
        write(out, new Entry.Opened(line));
        write(out, new Entry.Closed(line.key()));
      }
      write(out, new Entry.Opened(AUDIO));
    }
    var read = JournalFile.read(file);
    assertThat(read.open()).containsExactly(SWAPPINESS, AUDIO);
    assertThat(read.closed()).hasSize(Ledger.MOST_CLOSED);
    assertThat(read.wholeBytes()).isEqualTo(Files.size(file));
  }

  @Test
  void skipsALineTooLongToBeOne() throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      write(out, HEADER);
      out.write("x".repeat(BoundedLines.LONGEST + 1) + "\n");
      write(out, new Entry.Opened(AUDIO));
    }
    var read = JournalFile.read(file);
    assertThat(read.open()).containsExactly(AUDIO);
    assertThat(read.damaged()).isEqualTo(1);
  }

  @Test
  void countsTheOtherLinesWhenTheFirstIsDamaged() throws IOException {
    Files.writeString(file, "xx\n" + codec.line(new Entry.Opened(AUDIO)) + "\n");
    var read = JournalFile.read(file).ofBoot("boot-a");
    assertThat(read.open()).containsExactly(AUDIO);
    assertThat(read.damaged()).isEqualTo(1);
  }

  @Test
  void refusesAFileThatIsNoJournal() throws IOException {
    Files.writeString(file, codec.line(new Entry.Opened(AUDIO)) + "\n");
    assertThatThrownBy(() -> JournalFile.read(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("does not begin with a journal header");
  }

  @Test
  void isEmptyForAnotherBoot() throws IOException {
    Files.writeString(file, codec.line(HEADER) + "\n" + codec.line(new Entry.Opened(AUDIO)) + "\n");
    assertThat(JournalFile.read(file).ofBoot("boot-a").history()).containsExactly(AUDIO);
    assertThat(JournalFile.read(file).ofBoot("boot-b").history()).isEmpty();
  }

  @Test
  void saysWhatCannotBeRead() throws IOException {
    Files.createDirectory(file);
    assertThatThrownBy(() -> JournalFile.read(file))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("read " + file);
  }

  private void write(BufferedWriter out, Entry entry) throws IOException {
    out.write(codec.line(entry));
    out.newLine();
  }

  @Test
  void keepsTheFirstValueFound() throws IOException {
    var lines = List.of(HEADER, new Entry.Opened(SWAPPINESS), opened(1), new Entry.Closed("none"));
    try (var out = Files.newBufferedWriter(file)) {
      for (var line : lines) {
        write(out, line);
      }
    }
    assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS);
  }

  private static Entry opened(int swappiness) {
    return new Entry.Opened(new Original.Swappiness(swappiness));
  }
}

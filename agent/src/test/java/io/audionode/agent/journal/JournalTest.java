package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.model.Original;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the journal holds decides what can be put back: a line lost is a value lost, a line made up
 * is a foreign value overwritten.
 */
class JournalTest {
  private static final String BOOT = "0e1c8a51-5f0c-4a9e-8c9b-6f0d3d0c7f11";
  private static final CgroupPath POD = new CgroupPath("kubepods/pod\u00e4 \"7\"");
  private static final List<Original> EVERY_KIND =
      List.of(
          new Original.Created(new CgroupPath("audio/node0")),
          new Original.KnobValue(POD, Long.MAX_VALUE, "cpuset.cpus", ""),
          new Original.KnobValue(POD, 7, "memory.min", "4096"),
          new Original.Controllers(CgroupPath.ROOT, Set.of("memory", "cpu")),
          new Original.Controllers(POD, Set.of()),
          new Original.Home(new ProcessId(4_194_304, Long.MAX_VALUE), POD),
          new Original.OomScoreAdj(new ProcessId(1, 0), POD, -1000),
          new Original.Swappiness(200));

  @TempDir Path directory;

  @Test
  void remembersEveryKindOfOriginalAcrossARestart() {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
    }
    try (var journal = open()) {
      assertThat(journal.originals().all()).containsExactlyElementsOf(EVERY_KIND);
    }
  }

  @Test
  void hasItOnDiskWhenAnnounceReturns() {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
      assertThat(read().open()).containsExactlyElementsOf(EVERY_KIND);
    }
  }

  @Test
  void keepsTheFirstValueFound() {
    try (var journal = open()) {
      journal.announce(List.of(new Original.Swappiness(60)));
      journal.announce(List.of(new Original.Swappiness(1)));
    }
    try (var journal = open()) {
      assertThat(journal.originals().swappiness()).contains(60);
    }
  }

  @Test
  void takesANewValueAfterTheOldOneWasPutBack() {
    try (var journal = open()) {
      journal.announce(List.of(new Original.Swappiness(60)));
      journal.close(new Original.Swappiness(60));
      journal.announce(List.of(new Original.Swappiness(30)));
      assertThat(read().history()).hasSize(2);
    }
    assertThat(read().open()).containsExactly(new Original.Swappiness(30));
  }

  /** A crash leaves any prefix of what was appended last; the lines before it were forced. */
  @Test
  void readsEveryWholeLineWhereverTheTailIsTorn() throws IOException {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
    }
    var whole = Files.readAllBytes(file());
    var lines = new ArrayList<Integer>();
    for (var at = 0; at < whole.length; at++) {
      if (whole[at] == '\n') {
        lines.add(at + 1);
      }
    }
    for (var length = lines.getFirst(); length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      var end = length;
      var readable = (int) lines.stream().filter(line -> line <= end).count() - 1;
      assertThat(read().open())
          .as("first %d bytes", length)
          .isEqualTo(EVERY_KIND.subList(0, readable));
    }
  }

  @Test
  void readsUpToALineWhoseBytesWereLost() throws IOException {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
    }
    var bytes = Files.readAllBytes(file());
    for (var at = bytes.length - 60; at < bytes.length - 20; at++) {
      bytes[at] = 0;
    }
    Files.write(file(), bytes);
    assertThat(read().open()).isNotEmpty().isSubsetOf(EVERY_KIND).hasSizeLessThan(8);
  }

  @Test
  void goesOnAfterATornTail() throws IOException {
    try (var journal = open()) {
      journal.announce(EVERY_KIND.subList(0, 2));
    }
    Files.writeString(file(), "0bad", StandardOpenOption.APPEND);
    try (var journal = open()) {
      journal.announce(EVERY_KIND.subList(2, 4));
    }
    assertThat(read().open()).isEqualTo(EVERY_KIND.subList(0, 4));
  }

  @Test
  void keepsACopyOfWhatItCouldNotRead() throws IOException {
    Files.writeString(file(), "ffffffff {\"kind\":\"journal\"}\nffffffff {}\n");
    open().close();
    assertThat(directory.resolve("journal.damaged"))
        .hasContent("ffffffff {\"kind\":\"journal\"}\nffffffff {}");
    assertThat(read().open()).isEmpty();
  }

  @Test
  void setsTheJournalOfAnotherBootAside() {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
    }
    try (var journal = Journal.open(directory, "another-boot")) {
      assertThat(journal.originals().all()).isEmpty();
      assertThat(JournalFile.read(directory.resolve("journal.previous-boot")).open())
          .isEqualTo(EVERY_KIND);
    }
  }

  @Test
  void tellsNothingOfAnotherBootToAReader() {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
    }
    assertThat(read().ofBoot(BOOT)).isEqualTo(read());
    assertThat(read().ofBoot("another-boot").open()).isEmpty();
    assertThat(read().ofBoot("another-boot").history()).isEmpty();
  }

  @Test
  void refusesAJournalOfANewerVersion() throws IOException {
    Files.writeString(file(), new EntryCodec().line(new Entry.Header(2, BOOT)) + "\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has schema 2, this version reads up to 1: restore with the version");
  }

  @Test
  void refusesALineThatItDoesNotUnderstand() throws IOException {
    open().close();
    var text = "{\"kind\":\"hugepages\"}";
    var crc = new java.util.zip.CRC32C();
    crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Files.writeString(
        file(), "%08x %s%n".formatted(crc.getValue(), text), StandardOpenOption.APPEND);
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("hugepages");
  }

  @Test
  void letsNoSecondAgentIn() {
    try (var first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("is held by another audionode");
      first.announce(EVERY_KIND);
    }
    try (var next = open()) {
      assertThat(next.originals().all()).hasSameSizeAs(EVERY_KIND);
    }
  }

  @Test
  void dropsClosedLinesWhenItIsOpened() throws IOException {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
      EVERY_KIND.forEach(journal::close);
    }
    var before = Files.size(file());
    open().close();
    assertThat(Files.size(file())).isLessThan(before / 8);
    assertThat(read().entries()).isEmpty();
  }

  @Test
  void dropsClosedLinesBeforeTheyBecomeTooMany() throws IOException {
    try (var journal = open()) {
      journal.announce(EVERY_KIND);
      for (var pid = 2; pid < 20_000; pid++) {
        var probe = new Original.Home(new ProcessId(pid, 1), POD);
        journal.announce(List.of(probe));
        journal.close(probe);
      }
      assertThat(journal.originals().all()).containsExactlyElementsOf(EVERY_KIND);
    }
    assertThat(Files.size(file())).isLessThan(2 << 20);
    assertThat(read().open()).isEqualTo(EVERY_KIND);
  }

  private Journal open() {
    return Journal.open(directory, BOOT);
  }

  private JournalFile read() {
    return JournalFile.read(file());
  }

  private Path file() {
    return directory.resolve(JournalFile.NAME);
  }
}

package io.audionode.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.agent.model.Original;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was announced is found again, whatever became of the agent, its file and its disk. */
class JournalTest {
  private static final String BOOT = "boot-a";
  private static final Original SWAPPINESS = new Original.Swappiness(60);
  private static final Original AUDIO = new Original.Created(new CgroupPath("audio"));

  private final EntryCodec codec = new EntryCodec();
  private final FaultyDisk disk = new FaultyDisk();
  @TempDir private Path state;
  private Path file;

  @BeforeEach
  void namesTheFile() {
    file = state.resolve(JournalFile.NAME);
  }

  @Test
  void isOnDiskBeforeAnnounceReturns() {
    try (var journal = open()) {
      disk.diary.clear();
      journal.announce(List.of(SWAPPINESS, AUDIO));
      assertThat(disk.diary).containsExactly("write journal.new", "force journal.new");
      assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS, AUDIO);
    }
  }

  @Test
  void isDurableUnderItsNameBeforeTheFirstLine() {
    open().close();
    assertThat(disk.diary)
        .containsExactly(
            "truncate journal.new",
            "write journal.new",
            "force journal.new",
            "rename journal.new journal",
            "force directory",
            "force journal.new");
  }

  @Test
  void announcesAValueOnce() throws IOException {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
      var before = Files.size(file);
      journal.announce(List.of(new Original.Swappiness(1)));
      assertThat(Files.size(file)).isEqualTo(before);
      assertThat(journal.originals().swappiness()).contains(60);
    }
  }

  @Test
  void renewsALineOfAFileThatItsOwnerHasWrittenTo() {
    var home = new CgroupPath("kubepods/podx/c");
    var found = Original.KnobValue.before("2-3", home, 7, "cpuset.cpus", "0-3");
    var renewed = found.before("2", "0-2");
    assertThat(renewed).isEqualTo(Original.KnobValue.before("2", home, 7, "cpuset.cpus", "0-2"));
    try (var journal = open()) {
      journal.announce(List.of(found));
      journal.announce(List.of(found, renewed));
      assertThat(journal.originals().all()).containsExactly(renewed);
    }
    try (var journal = open()) {
      assertThat(journal.originals().all()).containsExactly(renewed);
      journal.close(renewed);
      assertThat(journal.originals().all()).isEmpty();
    }
  }

  @Test
  void findsAgainWhatIsNotClosed() {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS, AUDIO));
      journal.close(AUDIO);
    }
    try (var journal = open()) {
      assertThat(journal.originals().all()).containsExactly(SWAPPINESS);
    }
  }

  @Test
  void writesAllOfALineThatTheDiskTakesInPieces() {
    disk.mostAtOnce = 7;
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS, AUDIO));
    }
    assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS, AUDIO);
  }

  @Test
  void refusesOnAFullDiskAndGoesOnOnceThereIsRoom() {
    try (var journal = open()) {
      journal.announce(List.of(AUDIO));
      disk.room = 20;
      assertThatThrownBy(() -> journal.announce(List.of(SWAPPINESS)))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("nothing was changed");
      assertThat(journal.originals().all()).containsExactly(AUDIO);

      disk.room = 1000;
      journal.announce(List.of(SWAPPINESS));
    }
    assertThat(JournalFile.read(file).open()).containsExactly(AUDIO, SWAPPINESS);
    assertThat(JournalFile.read(file).damaged()).isZero();
  }

  @Test
  void leavesNoHalfLineWhenItCannotCutItOffAtOnce() {
    try (var journal = open()) {
      disk.room = 20;
      disk.broken = "truncate";
      assertThatThrownBy(() -> journal.announce(List.of(SWAPPINESS)))
          .isInstanceOf(JournalException.class);
      disk.room = 1000;
      assertThatThrownBy(() -> journal.announce(List.of(SWAPPINESS)))
          .as("as long as the half line is there")
          .isInstanceOf(JournalException.class);
      disk.broken = "";
      journal.announce(List.of(AUDIO));
    }
    assertThat(JournalFile.read(file).open()).containsExactly(AUDIO);
    assertThat(JournalFile.read(file).damaged()).isZero();
  }

  @Test
  void announcesNothingThatIsNotForcedToDisk() {
    try (var journal = open()) {
      disk.broken = "force journal";
      assertThatThrownBy(() -> journal.announce(List.of(SWAPPINESS)))
          .isInstanceOf(JournalException.class);
      assertThat(journal.originals().all()).isEmpty();
      disk.broken = "";
      journal.announce(List.of(SWAPPINESS));
    }
    assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS);
  }

  @Test
  void keepsALineOpenThatItCannotClose() {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
      disk.room = 3;
      assertThatThrownBy(() -> journal.close(SWAPPINESS)).isInstanceOf(JournalException.class);
      assertThat(journal.originals().all()).containsExactly(SWAPPINESS);
      disk.room = 1000;
      journal.close(SWAPPINESS);
    }
    assertThat(JournalFile.read(file).open()).isEmpty();
  }

  @Test
  void staysSmallHoweverManyProcessesComeAndGo() throws IOException {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
      comeAndGo(journal, 1, Journal.MOST_CLOSED_BYTES * 3);
      assertThat(Files.size(file)).isLessThan(Journal.MOST_CLOSED_BYTES + (1 << 20));
      assertThat(disk.diary)
          .containsSubsequence(
              "force journal.new", "rename journal.new journal", "force directory");
      journal.announce(List.of(AUDIO));
      assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS, AUDIO);
      assertThatThrownBy(this::open)
          .as("the lock outlives the file")
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("is held by another audionode");
    }
  }

  @Test
  void growsOnWhenItCannotBeWrittenAnew() throws IOException {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
      disk.broken = "rename";
      comeAndGo(journal, 1, Journal.MOST_CLOSED_BYTES + (1 << 20));
      assertThat(Files.size(file)).isGreaterThan(Journal.MOST_CLOSED_BYTES);
      assertThat(state.resolve("journal.new")).doesNotExist();
      assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS);
    }
  }

  @Test
  void announcesNothingInAFileWhoseNameCouldBeLost() {
    try (var journal = open()) {
      disk.broken = "force directory";
      assertThatThrownBy(() -> comeAndGo(journal, 1, Journal.MOST_CLOSED_BYTES + (1 << 20)))
          .isInstanceOf(JournalException.class);
      disk.broken = "";
      journal.announce(List.of(AUDIO));
      assertThat(JournalFile.read(file).open()).containsExactly(AUDIO);
    }
  }

  /** Processes that are moved and end, as exec probes are, until so many bytes were written. */
  private void comeAndGo(Journal journal, int first, long bytes) {
    var home = new CgroupPath("kubepods" + ("/" + "c".repeat(200)).repeat(12));
    var each = home.value().length() + 100;
    for (var pid = first; (long) (pid - first) * each < bytes; pid++) {
      var line = new Original.Home(new ProcessId(pid, 100), home);
      journal.announce(List.of(line));
      journal.close(line);
    }
  }

  @Test
  void keepsWhatTheLastSessionPutBackUntilSomethingIsOpenAgain() {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS, AUDIO));
    }
    try (var restore = open()) {
      restore.close(AUDIO);
      restore.close(SWAPPINESS);
    }
    open().close();
    assertThat(JournalFile.read(file).history()).containsExactly(AUDIO, SWAPPINESS);
    try (var next = open()) {
      next.announce(List.of(AUDIO));
    }
    open().close();
    assertThat(JournalFile.read(file).history()).containsExactly(AUDIO);
  }

  @Test
  void goesOnAfterATornTail() throws IOException {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
    }
    append("1234abcd {\"kind\":\"crea");
    try (var journal = open()) {
      assertThat(journal.originals().all()).containsExactly(SWAPPINESS);
      journal.announce(List.of(AUDIO));
    }
    assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS, AUDIO);
    assertThat(state.resolve(JournalFile.DAMAGED_NAME)).doesNotExist();
  }

  @Test
  void keepsTheLinesAroundADamagedOneAndACopyOfAll() throws IOException {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
      append("1234abcd {\"kind\":\"created\",\"cgroup\":\"other\"}\n");
    }
    append(new EntryCodec().line(new Entry.Opened(AUDIO)) + "\n");
    var damaged = Files.readAllBytes(file);
    try (var journal = open()) {
      assertThat(journal.originals().all()).containsExactly(SWAPPINESS, AUDIO);
    }
    assertThat(state.resolve(JournalFile.DAMAGED_NAME)).hasBinaryContent(damaged);
    assertThat(JournalFile.read(file).damaged()).isZero();
  }

  @Test
  void setsAJournalOfAnotherBootAside() throws IOException {
    try (var journal = open()) {
      journal.announce(List.of(SWAPPINESS));
    }
    var old = Files.readAllBytes(file);
    try (var journal = Journal.open(state, "boot-b", disk)) {
      assertThat(journal.originals().all()).isEmpty();
    }
    assertThat(state.resolve("journal.previous-boot")).hasBinaryContent(old);
  }

  @Test
  void setsAJournalOfAnotherBootAsideWhateverVersionWroteIt() throws IOException {
    var newer = codec.line(new Entry.Header(Entry.Header.SCHEMA + 1, "boot-b")) + "\n";
    Files.writeString(file, newer + "a line of a kind to come\n");
    open().close();
    assertThat(state.resolve("journal.previous-boot"))
        .hasContent(newer + "a line of a kind to come\n");
    assertThat(JournalFile.read(file).history()).isEmpty();
  }

  @Test
  void takesNothingMoreOnceItIsTooLargeUntilItCanBeWrittenAnew() throws IOException {
    var home = new CgroupPath("kubepods" + ("/" + "c".repeat(200)).repeat(12));
    try (var out = Files.newBufferedWriter(file)) {
      out.write(codec.line(new Entry.Header(Entry.Header.SCHEMA, BOOT)) + "\n");
      out.write(codec.line(new Entry.Opened(SWAPPINESS)) + "\n");
      for (var pid = 1; Files.size(file) <= Journal.MOST_BYTES; pid++) {
        var line = new Original.Home(new ProcessId(pid, 100), home);
        out.write(codec.line(new Entry.Opened(line)) + "\n");
        out.write(codec.line(new Entry.Closed(line.key())) + "\n");
      }
    }
    disk.broken = "rename";
    try (var journal = open()) {
      assertThatThrownBy(() -> journal.announce(List.of(AUDIO)))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("allowed are " + Journal.MOST_BYTES)
          .hasMessageContaining("nothing was changed");
      disk.broken = "";
      journal.announce(List.of(AUDIO));
      assertThat(Files.size(file)).isLessThan(1000);
    }
    assertThat(JournalFile.read(file).open()).containsExactly(SWAPPINESS, AUDIO);
  }

  @Test
  void isWrittenAnewWhenSomebodyRemovesOrReplacesItWhileItIsInUse() throws IOException {
    var directory = state.resolve("removed");
    try (var journal = Journal.open(directory, BOOT, disk)) {
      journal.announce(List.of(SWAPPINESS));
      Files.writeString(directory.resolve("new"), "something else");
      Files.move(
          directory.resolve("new"),
          directory.resolve(JournalFile.NAME),
          StandardCopyOption.REPLACE_EXISTING);
      journal.announce(List.of(AUDIO));
      assertThat(JournalFile.read(directory.resolve(JournalFile.NAME)).open())
          .containsExactly(SWAPPINESS, AUDIO);

      Files.delete(directory.resolve(JournalFile.NAME));
      journal.announce(List.of());
      assertThat(JournalFile.read(directory.resolve(JournalFile.NAME)).open())
          .as("also when nothing new is to be noted")
          .containsExactly(SWAPPINESS, AUDIO);

      Files.delete(directory.resolve(JournalFile.NAME));
      Files.delete(directory.resolve("journal.lock"));
      Files.delete(directory);
      var other = new Original.Created(new CgroupPath("audio/node0"));
      journal.announce(List.of(other));
      assertThat(JournalFile.read(directory.resolve(JournalFile.NAME)).open())
          .containsExactly(SWAPPINESS, AUDIO, other);
    }
  }

  @Test
  void makesItsDirectoryUnderNamesThatSurviveACrash() {
    Journal.open(state.resolve("var/lib"), BOOT, disk).close();
    assertThat(disk.diary.subList(0, 2)).containsExactly("force directory", "force directory");
  }

  @Test
  void saysWhatToDoWhenItCannotBeBegun() {
    disk.room = 10;
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("make room there");
    disk.room = 1000;
    open().close();
  }

  @Test
  void remembersWhatItGaveAsWell() {
    var knob = Original.KnobValue.before("1", new CgroupPath("kubepods"), 7, "memory.min", "0");
    var swappiness = new Original.Swappiness(60).before(1, 60);
    try (var journal = open()) {
      journal.announce(List.of(knob, swappiness));
      journal.announce(List.of(knob.before("2", "1"), swappiness.before(5, 1)));
    }
    try (var journal = open()) {
      assertThat(journal.originals().all())
          .containsExactly(
              new Original.KnobValue(
                  new CgroupPath("kubepods"), 7, "memory.min", "0", Set.of("1", "2")),
              new Original.Swappiness(60, Set.of(1, 5)));
    }
  }

  @Test
  void neverOverwritesAJournalOfANewerVersion() throws IOException {
    var newer = new EntryCodec().line(new Entry.Header(Entry.Header.SCHEMA + 1, BOOT)) + "\n";
    Files.writeString(file, newer + "a line of a kind to come\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("schema 2, this version reads up to 1")
        .hasMessageContaining("restore with the version that wrote it");
    assertThat(file).hasContent(newer + "a line of a kind to come\n");
    Files.delete(file);
    open().close();
  }

  private Journal open() {
    return Journal.open(state, BOOT, disk);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }
}

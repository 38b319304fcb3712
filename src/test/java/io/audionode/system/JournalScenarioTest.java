package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.cli.Commands;
import io.audionode.agent.journal.JournalFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What befalls the journal's disk and file, and what becomes of the node. */
class JournalScenarioTest extends Scenario {
  private static final int DISK_KIB = 128;

  /** Their lines do not fit into what is left of a page. */
  private static final int LATE = 20;

  private final Crowd crowd = new Crowd(kubepods, agent.pods);

  @BeforeEach
  void mountSmallDisk() throws IOException {
    Files.createDirectory(agent.state());
    run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + DISK_KIB + "k", "state", state());
  }

  @AfterEach
  void unmount() throws IOException {
    try {
      crowd.end();
      agent.stop();
      remount("rw");
      Files.deleteIfExists(filler());
      agent.restore();
    } finally {
      run("umount", state());
    }
  }

  @Test
  void protectsNobodyNewWhileTheDiskIsFullAndGoesOnWhenThereIsRoom() throws IOException {
    var before = node();
    crowd.announce(0);
    startAgent("placement: in-place");
    crowd.awaitProtected(crowd.bear(0, 1));
    agent.awaitQuiet();
    var pod = Kubepods.ROOT.child("burstable").child("pod" + Crowd.uid(0));
    var minimum = kubepods.read(pod, "memory.min");

    fill();
    var late = new HashSet<Long>();
    IntStream.rangeClosed(1, LATE).forEach(crowd::announce);
    IntStream.rangeClosed(1, LATE).forEach(number -> late.addAll(crowd.bear(number, 1)));
    await().atMost(PATIENCE).until(() -> agent.status().journalProblem() != null);
    assertThat(agent.status().journalProblem()).contains("No space left on device");
    kubepods.write(pod, "memory.min", "4096");
    await().atMost(PATIENCE).until(() -> kubepods.read(pod, "memory.min").equals(minimum));
    agent.awaitRunsToEnd();
    var lines = Files.readString(journal());
    assertThat(late.stream().filter(pid -> score(pid) != 0).toList())
        .as("protected while hardly a line fits")
        .hasSizeLessThan(LATE)
        .allMatch(pid -> lines.contains("\"pid\":" + pid + ","));

    Files.delete(filler());
    crowd.awaitProtected(late);
    await().atMost(PATIENCE).until(() -> agent.status().journalProblem() == null);

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(late).as("put back").allMatch(pid -> score(pid) == 0);
    crowd.end();
    IntStream.rangeClosed(0, LATE).forEach(crowd::bury);
    assertThat(node()).isEqualTo(before);
  }

  @Test
  void leavesTheNodeAsItIsOnAReadOnlyDiskAndRestoresFromACopy() throws IOException {
    var before = node();
    var born = protectOne();
    var protectedNode = node();
    remount("ro");

    assertDoesNotStart("Read-only file system");
    assertDoesNotRestore("Read-only file system");
    assertThat(node()).isEqualTo(protectedNode);

    var copy = agent.directory.resolve("copy").toString();
    run("cp", "-r", state(), copy);
    try (var restore = AgentProcess.start(List.of(), "restore", "--state", copy)) {
      assertThat(restore.awaitEnd()).as(restore.output()).isEqualTo(Commands.OK);
    }
    assertPutBack(before, born);
  }

  @Test
  void leavesAJournalOfANewerVersionToThatVersion() throws IOException {
    var before = node();
    var born = protectOne();
    var protectedNode = node();
    var ours = Files.readString(journal());
    var newer = newer(ours);
    Files.writeString(journal(), newer);
    try {
      assertDoesNotStart("the journal has schema 2, this version reads up to 1");
      assertDoesNotRestore("the journal has schema 2, this version reads up to 1");
      assertThat(journal()).hasContent(newer);
      assertThat(node()).isEqualTo(protectedNode);
    } finally {
      Files.writeString(journal(), ours);
    }
    assertThat(agent.restore().left()).isEmpty();
    assertPutBack(before, born);
  }

  @Test
  void belongsToOneAgentAtATime() throws IOException {
    crowd.announce(0);
    startAgent();
    crowd.awaitProtected(crowd.bear(0, 1));
    agent.awaitQuiet();
    var protectedNode = node();

    assertDoesNotStart("journal.lock");
    assertDoesNotRestore("journal.lock");
    assertThat(node()).isEqualTo(protectedNode);
  }

  /** By an agent that has ended. */
  private Set<Long> protectOne() throws IOException {
    crowd.announce(0);
    startAgent();
    var born = crowd.bear(0, 1);
    crowd.awaitProtected(born);
    agent.awaitQuiet();
    agent.stop();
    return born;
  }

  private void assertPutBack(SortedMap<String, String> before, Set<Long> born) {
    assertThat(born).allMatch(pid -> score(pid) == 0);
    crowd.end();
    crowd.bury(0);
    assertThat(node()).isEqualTo(before);
  }

  private void assertDoesNotStart(String why) {
    try (var process = AgentProcess.run(agent)) {
      assertThat(process.awaitEnd()).as(process.output()).isEqualTo(Commands.UNFIT);
      assertThat(process.output()).contains(why);
    }
  }

  private void assertDoesNotRestore(String why) {
    try (var process = AgentProcess.start(List.of(), "restore", "--state", state())) {
      assertThat(process.awaitEnd()).as(process.output()).isEqualTo(Commands.UNFIT);
      assertThat(process.output()).contains(why);
    }
  }

  private SortedMap<String, String> node() {
    return Picture.of(kubepods, List.of());
  }

  private int score(long pid) {
    return kubepods.proc.oomScoreAdj((int) pid);
  }

  /** The same with a header of the schema after ours. */
  private static String newer(String journal) {
    var end = journal.indexOf('\n');
    var header = journal.substring(journal.indexOf(' ') + 1, end);
    var next = header.replace("\"schema\":1", "\"schema\":2");
    assertThat(next).isNotEqualTo(header);
    var crc = new CRC32C();
    crc.update(next.getBytes(StandardCharsets.UTF_8));
    return "%08x %s%s".formatted(crc.getValue(), next, journal.substring(end));
  }

  private void fill() throws IOException {
    var page = new byte[4096];
    try (var out = Files.newOutputStream(filler())) {
      for (var kib = 0; kib <= DISK_KIB; kib += 4) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
      return;
    }
    throw new AssertionError("a disk of %d KiB that is never full".formatted(DISK_KIB));
  }

  private Path filler() {
    return agent.state().resolve("filler");
  }

  private Path journal() {
    return agent.state().resolve(JournalFile.NAME);
  }

  private String state() {
    return agent.state().toString();
  }

  private void remount(String mode) {
    run("mount", "-o", "remount," + mode, "state", state());
  }

  private static void run(String... command) {
    Command.run(List.of(command)).succeeded();
  }
}

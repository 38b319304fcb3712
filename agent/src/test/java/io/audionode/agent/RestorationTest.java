package io.audionode.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.audionode.agent.config.Configuration.OnStop;
import io.audionode.agent.fixture.HeardLog;
import io.audionode.agent.fixture.OrdinaryDirectories;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.model.Original;
import io.audionode.agent.report.status.Json;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever finds a node as it was must find out who made it so; ordinary directories here. */
class RestorationTest {
  private static final CgroupPath KUBEPODS = CgroupPath.of("kubepods");

  @TempDir private Path directory;
  private Path mount;
  private Restoration restoration;

  @BeforeEach
  void makesANode() throws IOException {
    mount = directory.resolve("cgroup");
    make("");
    make(KUBEPODS.value());
    var sys = OrdinaryDirectories.sys();
    var kernel = new KernelAccess(sys, new CgroupFs(sys, mount), new ProcFs(sys), new Tasks(sys));
    restoration = new Restoration(kernel, directory.resolve("state"));
  }

  @Test
  void saysEachWriteInALineWhenItPutsBackAtTheEnd() throws IOException {
    found("4096", "8192");
    try (var log = HeardLog.of(Level.INFO)) {
      restoration.onStop(OnStop.RESTORE);
      assertThat(log.messages(Level.INFO))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .matches(
                          "applied node: set kubepods memory.min = 4096 \\(was 8192\\): put back"
                              + " \\[\\d+ us]"),
              line -> assertThat(line).isEqualTo("ended; 1 writes, 0 not put back"));
      assertThat(log.messages(Level.WARN)).isEmpty();
    }
    assertThat(minimum()).hasContent("4096");
  }

  @Test
  void namesWhatItKeepsWhenItPutsBackAtTheEnd() throws IOException {
    found("4096", "8192");
    Files.writeString(minimum(), "16384\n");
    try (var log = HeardLog.of(Level.INFO)) {
      restoration.onStop(OnStop.RESTORE);
      assertThat(log.messages(Level.INFO))
          .hasSize(2)
          .first()
          .asString()
          .startsWith("kept: knob kubepods ")
          .endsWith(" memory.min: somebody else has written 16384 since");
    }
    assertThat(minimum()).hasContent("16384");
  }

  @Test
  void writesNothingAtTheEndWhereThatIsToBeKept() throws IOException {
    found("4096", "8192");
    restoration.onStop(OnStop.KEEP);
    assertThat(minimum()).hasContent("8192");
  }

  @Test
  void saysBeforehandWhatItWouldSayOfACgroupThatTheJournalDoesNotKnow() throws IOException {
    make("audio");
    var plan = restoration.plan();
    assertThat(plan.left())
        .containsExactly("cgroup audio, of which the journal tells nothing: see who made it");
    assertThat(plan.text())
        .contains("journal is missing or empty")
        .endsWith(
            """
            not put back: cgroup audio, of which the journal tells nothing: see who made it
            0 writes, 0 kept, 1 not put back
            """);
    assertThat(directory.resolve("state")).as("a dry run begins no journal").doesNotExist();

    var restored = restoration.run();
    assertThat(restored.left()).isEqualTo(plan.left());
    assertThat(restored.text()).isEqualTo(plan.text());
  }

  @Test
  void saysBeforehandWhatItWouldWriteBesideACgroupThatTheJournalDoesNotKnow() throws IOException {
    found("4096", "8192");
    make("audio");
    var plan = restoration.plan();
    assertThat(plan.text())
        .startsWith("not put back: cgroup audio, of which the journal tells nothing")
        .containsPattern("set kubepods memory.min = 4096 \\(was 8192\\) +put back");
    assertThat(Json.pretty(plan))
        .contains("\"actions\"", "\"set kubepods memory.min = 4096 (was 8192)\"", "\"left\"")
        .doesNotContain("\"plan\"");
    assertThat(minimum()).hasContent("8192");
    assertThat(restoration.run().left()).isEqualTo(plan.left());
  }

  @Test
  void saysBeforehandThatThereIsNothingToPutBack() {
    assertThat(restoration.plan().left()).isEmpty();
    assertThat(restoration.plan().text())
        .contains("journal is missing or empty")
        .endsWith("nothing to put back\n")
        .isEqualTo(restoration.run().text());
  }

  /** The agent has found one minimum and given another. */
  private void found(String found, String given) throws IOException {
    Files.writeString(minimum(), given + "\n");
    var inode = (long) Files.getAttribute(mount.resolve(KUBEPODS.value()), "unix:ino");
    try (var journal = Journal.open(restoration.state(), restoration.kernel().proc().bootId())) {
      journal.announce(
          List.of(new Original.KnobValue(KUBEPODS, inode, "memory.min", found, Set.of(given))));
    }
  }

  private Path minimum() {
    return mount.resolve(KUBEPODS.value()).resolve("memory.min");
  }

  private void make(String path) throws IOException {
    var cgroup = Files.createDirectory(mount.resolve(path));
    Files.writeString(cgroup.resolve("cgroup.controllers"), "memory\n");
    Files.writeString(cgroup.resolve("cgroup.subtree_control"), "memory\n");
    Files.writeString(cgroup.resolve("cgroup.procs"), "");
    if (!path.isEmpty()) {
      Files.writeString(cgroup.resolve("cgroup.type"), "domain\n");
    }
  }
}

package io.audionode.cgroupfs.kmsg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.Fixtures;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain file is read as the kernel's log is, but for its several records in one read. */
class KernelLogTest {
  static final List<String> KERNELS = Fixtures.KERNELS;

  private static final Sys SYS = Linux.system();

  @TempDir Path directory;

  @Test
  void skipsWhatWasThereAndReadsOnlyTheKernelsOwnMessages() throws IOException {
    append("6,1,100,-;before\n");
    try (var log = KernelLog.open(SYS, directory)) {
      assertThat(read(log)).isEmpty();
      append("3,2,200,-;first\n SUBSYSTEM=x\n12,3,300,-;a program's\n6,4,400,c;second\n");
      assertThat(read(log)).containsExactly("first", "second");
      assertThat(read(log)).isEmpty();
    }
  }

  @Test
  void undoesTheKernelsEscapes() throws IOException {
    append("");
    try (var log = KernelLog.open(SYS, directory)) {
      append("6,1,1,-;a\\x0ab \\x5cx41 \\xc3\\xa4 \\xzz \\x4\n");
      assertThat(read(log)).containsExactly("a\nb \\x41 ä \\xzz \\x4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", ";", ",;", "x,1;", "-1,2;", "6;1,2", "99999999999,1;m"})
  void takesNothingForAMessageThatIsNone(String line) {
    assertThat(LogRecord.message(line)).isEmpty();
  }

  @Test
  void saysThatThereIsNone() {
    assertThatThrownBy(() -> KernelLog.open(SYS, directory.resolve("dev")))
        .isInstanceOf(KernelException.Gone.class);
  }

  @ParameterizedTest
  @FieldSource("KERNELS")
  void readsWhomEveryKernelKilledAndWhy(String version) {
    var messages =
        Fixtures.kernel(version, "kmsg")
            .lines()
            .map(line -> LogRecord.message(line).orElseThrow())
            .toList();
    assertThat(messages).hasSize(2);
    var choice = OomChoice.parse(messages.getFirst()).orElseThrow();
    assertThat(choice.constraint()).isEqualTo(OomChoice.Constraint.CONSTRAINT_MEMCG);
    assertThat(choice.oomMemcg()).isEqualTo("/leak");
    assertThat(choice.taskMemcg()).isEqualTo("/leak");
    assertThat(choice.comm()).isEqualTo("x) total-vm:9kB");
    var killed = KilledProcess.parse(messages.getLast()).orElseThrow();
    assertThat(killed.pid()).isEqualTo(choice.pid());
    assertThat(killed.comm()).isEqualTo("x) total-vm:9kB");
    assertThat(killed.oomScoreAdj()).isZero();
    assertThat(killed.anonRss()).isBetween(Bytes.ofMebibytes(24), Bytes.ofMebibytes(32));
    assertThat(OomChoice.parse(messages.getLast())).isEmpty();
    assertThat(KilledProcess.parse(messages.getFirst())).isEmpty();
  }

  @Test
  void readsThatTheMachineWasShort() {
    var message =
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0-1,global_oom,"
            + "task_memcg=/kubepods/podx/c,task=hog,pid=12,uid=0";
    assertThat(OomChoice.parse(message))
        .contains(
            new OomChoice(
                OomChoice.Constraint.CONSTRAINT_NONE, null, "/kubepods/podx/c", "hog", 12));
  }

  private void append(String text) throws IOException {
    var file = directory.resolve(KernelLog.FILE);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    Files.write(file, text.getBytes(UTF_8), APPEND);
  }

  private static List<String> read(KernelLog log) {
    var messages = new ArrayList<String>();
    log.read(messages::add);
    return messages;
  }
}

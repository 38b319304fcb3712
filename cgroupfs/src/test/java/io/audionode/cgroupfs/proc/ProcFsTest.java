package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** This very process, on any Linux. */
class ProcFsTest {
  private static final int NOBODY = 999_999_999;

  private final ProcFs proc = new ProcFs(Linux.system());
  private final int self = Linux.system().getpid();

  @Test
  void readsTheOwnProcess() {
    assertThat(proc.stat(self).id()).isEqualTo(proc.processId(self));
    assertThat(proc.status(self).tgid()).isEqualTo(self);
    assertThat(proc.tasks(self)).contains(self).hasSizeGreaterThan(1);
    assertThat(proc.taskStat(self, self).startTicks()).isEqualTo(proc.stat(self).startTicks());
    assertThat(proc.smapsRollup(self).rss()).isGreaterThan(Bytes.ofMebibytes(10));
    assertThat(proc.oomScoreAdj(self)).isBetween(-1_000, 1_000);
    assertThat(proc.processes()).contains(self).isSorted();
    assertThat(proc.bootId()).hasSize(36);
    assertThat(proc.openFiles()).isGreaterThan(Limit.of(100));
  }

  @Test
  void readsAScoreWholeThatIsWrittenMeanwhile() throws Exception {
    var process = new ProcessBuilder("sleep", "1000").start();
    var pid = (int) process.pid();
    var ended = new AtomicBoolean();
    var writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!ended.get()) {
                    proc.writeOomScoreAdj(proc.processId(pid), 900);
                    proc.writeOomScoreAdj(proc.processId(pid), 1);
                  }
                });
    try {
      for (var i = 0; i < 5000; i++) {
        assertThat(proc.oomScoreAdj(pid)).isIn(0, 1, 900);
      }
    } finally {
      ended.set(true);
      writer.join();
      process.destroyForcibly();
    }
  }

  @Test
  void processThatIsNotThereIsGone() {
    assertThatThrownBy(() -> proc.stat(NOBODY)).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> proc.tasks(NOBODY)).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> proc.writeOomScoreAdj(new ProcessId(NOBODY, 1), 0))
        .isInstanceOf(KernelException.Gone.class);
  }

  @Test
  void anotherProcessOfTheSameNumberIsLeftAlone() {
    var before = proc.oomScoreAdj(self);
    var earlier = new ProcessId(self, proc.processId(self).startTicks() - 1);

    assertThatThrownBy(() -> proc.writeOomScoreAdj(earlier, 500))
        .isInstanceOf(KernelException.Gone.class)
        .hasMessageContaining("another process now");
    assertThat(proc.oomScoreAdj(self)).isEqualTo(before);
  }

  @Test
  void readsTheOwnMappingsWhole() {
    var id = proc.processId(self);

    var smaps = proc.smaps(id, () -> true).orElseThrow();

    assertThat(smaps.mappings()).isGreaterThan(50);
    assertThat(smaps.total().rss()).isGreaterThan(Bytes.ofMebibytes(10));
    assertThat(smaps.part(Smaps.Part.FILE).rss()).isGreaterThan(Bytes.ofMebibytes(1));
  }

  @Test
  void readingMappingsEndsWhenItMayTakeNoLonger() {
    var pieces = new AtomicInteger();

    assertThat(proc.smaps(proc.processId(self), () -> pieces.incrementAndGet() < 3)).isEmpty();
    assertThat(pieces).hasValue(3);
  }

  @Test
  void mappingsOfAnotherProcessOfTheSameNumberAreNotTold() {
    var earlier = new ProcessId(self, proc.processId(self).startTicks() - 1);

    assertThatThrownBy(() -> proc.smaps(earlier, () -> true))
        .isInstanceOf(KernelException.Gone.class)
        .hasMessageContaining("another process now");
    assertThatThrownBy(() -> proc.smaps(new ProcessId(NOBODY, 1), () -> true))
        .isInstanceOf(KernelException.Gone.class);
  }

  @Test
  void valuesTheKernelWouldRefuseNeverReachIt() {
    assertThatThrownBy(() -> proc.writeOomScoreAdj(proc.processId(self), -1_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> proc.writeSwappiness(201))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

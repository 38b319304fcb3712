package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.TestCgroups;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Single threads as root. */
class TasksKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final SchedAttr OTHER = new SchedAttr(Optional.of(Policy.OTHER), 0, 0, false);

  private final TestCgroups test = new TestCgroups();
  private final Tasks tasks = new Tasks(test.sys());

  @AfterEach
  void removeCgroups() {
    test.close();
  }

  @Test
  void schedulingIsSetReadAndPutBack() {
    var tid = test.startSleeper();
    var id = new ThreadId(tid, tasks.stat(tid).startTicks());
    assertThat(tasks.policy(tid)).contains(Policy.OTHER);
    assertThat(tasks.scheduling(tid)).isEqualTo(OTHER);

    tasks.setScheduling(id, SchedAttr.realtime(Policy.RR, 44, true));
    assertThat(tasks.policy(tid)).as("without the flag of the fork").contains(Policy.RR);
    assertThat(tasks.scheduling(tid)).isEqualTo(SchedAttr.realtime(Policy.RR, 44, true));
    assertThat(tasks.stat(tid).scheduling().realtimePriority()).isEqualTo(44);

    var niced = new SchedAttr(Optional.of(Policy.BATCH), 0, -5, false);
    tasks.setScheduling(id, niced);
    assertThat(tasks.scheduling(tid)).isEqualTo(niced);
    assertThat(tasks.stat(tid).scheduling().nice()).isEqualTo(-5);
    tasks.setScheduling(id, OTHER);
    assertThat(tasks.scheduling(tid)).isEqualTo(OTHER);
  }

  @Test
  void anotherThreadOfTheSameNumberIsLeftAlone() {
    var tid = test.startSleeper();
    var before = new ThreadId(tid, tasks.stat(tid).startTicks() - 1);
    assertThatThrownBy(() -> tasks.setScheduling(before, SchedAttr.realtime(Policy.FIFO, 1, true)))
        .isInstanceOf(KernelException.Gone.class)
        .hasMessageContaining("belongs to another thread now");
    assertThat(tasks.scheduling(tid)).isEqualTo(OTHER);
  }

  @Test
  void threadThatEndedIsGone() {
    var tid = test.startSleeper();
    test.end(tid);
    assertThatThrownBy(() -> tasks.policy(tid)).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> tasks.scheduling(tid)).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> tasks.name(tid)).isInstanceOf(KernelException.Gone.class);
    assertThatThrownBy(() -> tasks.schedStat(tid)).isInstanceOf(KernelException.Gone.class);
  }

  @Test
  void limitsAndNameAreTheThreadsOwn() {
    var pid = test.start("prlimit", "--rtprio=33", "--memlock=65536", "sleep", "1000");
    await().atMost(PATIENCE).until(() -> tasks.name(pid).equals("sleep"));
    assertThat(tasks.limits(pid).realtimePriority()).isEqualTo(Limit.of(33));
    assertThat(tasks.limits(pid).lockedMemory()).isEqualTo(Limit.of(65536));
    assertThat(tasks.status(pid).tgid()).isEqualTo(pid);
  }

  @Test
  void timeOnACpuAndOnTheRunQueueGrows() {
    var pid = test.start("sh", "-c", "while :; do :; done");
    await().atMost(PATIENCE).until(() -> tasks.schedStat(pid).ran().toMillis() > 100);
    var before = tasks.schedStat(pid);
    await().atMost(PATIENCE).until(() -> tasks.schedStat(pid).ran().compareTo(before.ran()) > 0);
    assertThat(tasks.schedStat(pid).waited()).isGreaterThanOrEqualTo(before.waited());
  }
}

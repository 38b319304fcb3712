package io.audionode.agent.observe.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.thread.WatchedRoot;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.ThreadReader;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.FakeSys;
import io.audionode.cgroupfs.sys.Scheduler;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sweep notices, and when it wakes the loop. */
class ThreadSweepTest {
  private static final CgroupPath MAIN = new CgroupPath("audio/node0/podu/c/main");
  private static final CgroupPath RT = new CgroupPath("audio/node0/podu/c/rt");
  private static final int OTHER = 0;
  private static final int FIFO = 1;

  private final FakeSys sys = new FakeSys(_ -> List.of());
  private final Tasks tasks = new Tasks(sys);
  private final CgroupFs cgroups = new CgroupFs(sys, Path.of("/cg"));
  private final ThreadSweep sweep =
      new ThreadSweep(
          new ThreadReader(cgroups, new ProcFs(sys), tasks),
          new OpenFiles(cgroups, Core.THREADS, 900),
          tasks);
  private Predicate<SeenThread> settled = _ -> false;

  @BeforeEach
  void startsWithOneThread() {
    cgroup(MAIN, "11");
    cgroup(RT, "");
    thread(11, "mixer", 700);
    scheduled(11, OTHER, 0);
  }

  @Test
  void readsAllOfANewThread() {
    var thread = swept().threads().getFirst();
    assertThat(thread.id().startTicks()).isEqualTo(700);
    assertThat(thread.process()).isEqualTo(10);
    assertThat(thread.comm()).isEqualTo("mixer");
    assertThat(thread.mayTake()).isEqualTo(95);
    assertThat(thread.cgroup()).isEqualTo(MAIN);
  }

  @Test
  void wakesTheLoopOnceForAThreadThatIsNotWhereItBelongs() {
    assertThat(swept().unsettled()).isTrue();
    assertThat(swept().unsettled()).as("nothing is new").isFalse();
  }

  @Test
  void wakesNobodyForAThreadThatIsWhereItBelongs() {
    settled = _ -> true;
    assertThat(swept().unsettled()).isFalse();
    cgroup(MAIN, "11\n12");
    thread(12, "helper", 800);
    scheduled(12, OTHER, 0);
    var again = swept();
    assertThat(again.unsettled()).isFalse();
    assertThat(again.threads()).hasSize(2);
  }

  @Test
  void noticesAPolicyAPriorityAndAPlace() {
    swept();
    scheduled(11, FIFO, 5);
    assertThat(swept().threads().getFirst().scheduling().text()).isEqualTo("FIFO 5");
    scheduled(11, FIFO, 6);
    var changed = swept();
    assertThat(changed.threads().getFirst().scheduling().text()).isEqualTo("FIFO 6");
    assertThat(changed.unsettled()).isTrue();
    cgroup(MAIN, "");
    cgroup(RT, "11");
    assertThat(swept().threads().getFirst().cgroup()).isEqualTo(RT);
  }

  @Test
  void readsAYoungThreadsNameAgainAndAnOldOnesNowAndThen() {
    swept();
    thread(11, "pw-data-loop", 700);
    assertThat(swept().threads().getFirst().comm()).isEqualTo("pw-data-loop");
    for (var i = 2; i < ThreadSweep.YOUNG + 1; i++) {
      swept();
    }
    thread(11, "renamed", 700);
    assertThat(swept().threads().getFirst().comm()).isEqualTo("pw-data-loop");
    for (var i = 1; i < ThreadSweep.OLD; i++) {
      swept();
    }
    assertThat(swept().threads().getFirst().comm()).isEqualTo("renamed");
  }

  @Test
  void findsOutThatANumberBelongsToAnotherThread() {
    swept();
    thread(11, "mixer", 900);
    for (var i = 1; i < ThreadSweep.OLD; i++) {
      swept();
    }
    assertThat(swept().threads().getFirst().id().startTicks()).isEqualTo(900);
  }

  @Test
  void keepsWhatItKnowsOfAThreadThatCannotBeReadAndGoesOn() {
    cgroup(MAIN, "11\n12");
    thread(12, "helper", 800);
    scheduled(12, OTHER, 0);
    swept();
    sys.put("/proc/11/task/11", "comm", "changed\n");
    sys.put("/proc/11/task/11", "stat", "nonsense");
    var swept = swept();
    assertThat(swept.problem()).isPresent();
    assertThat(swept.threads()).extracting(SeenThread::comm).containsExactly("mixer", "helper");
  }

  @Test
  void leavesOutWhatEndsMeanwhile() {
    cgroup(MAIN, "11\n12");
    var swept = swept();
    assertThat(swept.threads()).extracting(thread -> thread.id().tid()).containsExactly(11);
    assertThat(swept.problem()).isEmpty();
    sys.remove("/cg/" + MAIN);
    assertThat(swept().threads()).isEmpty();
  }

  @Test
  void keepsListsOpenForAsLongAsTheyAreSweptAndNoLonger() {
    swept();
    var open = sys.open();
    swept();
    assertThat(sys.open()).isEqualTo(open).isPositive();
    sweep.sweep(List.of());
    assertThat(sys.open()).isZero();
  }

  @Test
  void findsACgroupThatWasMadeAgainUnderTheSameName() {
    swept();
    sys.remove("/cg/" + MAIN);
    cgroup(MAIN, "11");
    assertThat(swept().threads()).hasSize(1);
  }

  private ThreadSweep.Swept swept() {
    var pod = PodBuilder.guaranteed("mixer", "64Mi");
    return sweep.sweep(
        List.of(
            new WatchedRoot(
                pod, List.of(MAIN, RT), Map.of(RT, "rt"), thread -> settled.test(thread), false)));
  }

  private void cgroup(CgroupPath path, String tids) {
    sys.put("/cg/" + path, "cgroup.threads", tids + "\n");
    sys.put("/cg/" + path, "cgroup.controllers", "\n");
  }

  private void thread(int tid, String comm, long startTicks) {
    var directory = "/proc/" + tid + "/task/" + tid;
    sys.put(
        directory,
        "stat",
        "%d (%s) S 1".formatted(tid, comm)
            + " 0".repeat(17)
            + " "
            + startTicks
            + " 0".repeat(30)
            + "\n");
    sys.put(directory, "comm", comm + "\n");
    sys.put(
        directory,
        "status",
        """
        Name: %s
        Tgid: 10
        PPid: 1
        Uid: 0 0 0 0
        Threads: 2
        CapEff: 0000000000000000
        Cpus_allowed_list: 0
        """
            .formatted(comm));
    sys.put(
        "/proc/" + tid,
        "limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max open files            1024                 4096                 files
        Max realtime priority     95                   95
        """);
  }

  private void scheduled(int tid, int policy, int priority) {
    sys.schedule(tid, new Scheduler.Attributes(policy, 0, 0, priority, 0, 0, 0));
  }
}

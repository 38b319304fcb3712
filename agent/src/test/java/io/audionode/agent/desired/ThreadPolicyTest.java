package io.audionode.agent.desired;

import static io.audionode.agent.fixture.PodBuilder.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cgroup each thread of an audio pod is in once the agent has come to rest. */
class ThreadPolicyTest {
  private static final SchedAttr OTHER = attr(Policy.OTHER, 0);
  private static final int PID = 10;
  private static final int TID = 11;

  private final FakeNode node = FakeNode.withNumaNodes(1);

  @ParameterizedTest
  @CsvSource({
    "worker,       OTHER,    0,  main",
    "worker,       BATCH,    0,  main",
    "worker,       FIFO,     1,  rt",
    "worker,       RR,       99, rt",
    "worker,       DEADLINE, 0,  rt",
    "worker,       EXT,      0,  main",
    "pw-data-loop, OTHER,    0,  rt",
    "jackd-rt,     IDLE,     0,  rt",
    "my-audio,     OTHER,    0,  main",
  })
  void findsTheClassByPolicyOrName(String name, Policy policy, int priority, String place) {
    var mixer = placed(base().build(), Configuration.defaults());
    node.thread(PID, TID, name, attr(policy, priority));
    settle(Configuration.defaults());
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child(place));
  }

  @ParameterizedTest
  @CsvSource({"FIFO, 39, main", "FIFO, 40, urgent", "RR, 39, main", "DEADLINE, 0, urgent"})
  void takesPrioritiesFromTheLeastOnOnly(Policy policy, int priority, String place) {
    var configuration = threads("{name: urgent, policies: [FIFO, RR, DEADLINE], minPriority: 40}");
    var mixer = placed(base().build(), configuration);
    node.thread(PID, TID, "worker", attr(policy, priority));
    settle(configuration);
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child(place));
  }

  @Test
  void putsAThreadIntoTheFirstClassThatItBelongsTo() {
    var configuration = threads("{name: a, names: [dsp]}, {name: b, policies: [FIFO]}");
    var mixer = placed(base().build(), configuration);
    node.thread(PID, TID, "dsp", attr(Policy.FIFO, 3));
    settle(configuration);
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child("a"));
  }

  @Test
  void returnsAThreadToMainWhenItsClassWantsItNoMore() {
    var mixer = placed(base().build(), Configuration.defaults());
    node.thread(PID, TID, "worker", attr(Policy.FIFO, 3));
    settle(Configuration.defaults());
    node.scheduleThread(TID, OTHER);
    settle(Configuration.defaults());
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child("main"));
  }

  @Test
  void emptiesAndRemovesTheCgroupOfAClassThatIsNoMore() {
    var configuration = threads("{name: a, names: [dsp]}");
    var mixer = placed(base().build(), configuration);
    node.thread(PID, TID, "dsp", OTHER);
    settle(configuration);
    settle(threads(""));
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child("main"));
    assertThat(node.snapshot().cgroup(container(mixer).child("a"))).isEmpty();
  }

  @Test
  void leavesThreadsOfAPodOnHoldWhereTheyAre() {
    var mixer = placed(base().build(), Configuration.defaults());
    node.pod(base().annotation(Labels.HOLD, "true").build());
    node.thread(PID, TID, "worker", attr(Policy.FIFO, 3));
    settle(Configuration.defaults());
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child("main"));
  }

  @Test
  void givesAPolicyToAThreadThatMightTakeItItself() {
    var configuration = threads("{name: a, names: [dsp], schedPolicy: rr, priority: 44}");
    placed(base().build(), configuration);
    node.thread(PID, TID, "dsp", OTHER);
    settle(configuration);
    assertThat(thread().scheduling()).as("RLIMIT_RTPRIO is 0").isEqualTo(OTHER);
    node.mayTake(TID, 43);
    settle(configuration);
    assertThat(thread().scheduling()).as("RLIMIT_RTPRIO is 43").isEqualTo(OTHER);
    node.mayTake(TID, 44);
    settle(configuration);
    assertThat(thread().scheduling())
        .as("children inherit what it might have taken itself")
        .isEqualTo(SchedAttr.realtime(Policy.RR, 44, false));
  }

  @Test
  void saysWhyAThreadDoesNotGetThePolicyOfItsClass() {
    var configuration = threads("{name: a, names: [dsp], schedPolicy: rr, priority: 44}");
    placed(base().build(), configuration);
    node.thread(PID, TID, "dsp", OTHER).mayTake(TID, 43);
    assertThat(new FakeFlow(node, configuration).settle().desired().warnings())
        .containsExactly(
            "default/mixer: thread class a: 1 threads do not get RR 44, for they might not take it themselves (RLIMIT_RTPRIO is 43): raise that limit, add the capability SYS_NICE, or set force: true");
  }

  @Test
  void givesAnotherPriorityWhenTheProfileChangesAndTheOldPolicyWhenItGivesNone() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", attr(Policy.BATCH, 0));
    settle(forced(44));
    settle(forced(50));
    assertThat(thread().scheduling()).isEqualTo(SchedAttr.realtime(Policy.FIFO, 50, true));
    settle(threads("{name: a, names: [dsp]}"));
    assertThat(thread().scheduling()).isEqualTo(attr(Policy.BATCH, 0));
    assertThat(node.snapshot().originals().each(Original.ThreadScheduling.class)).isEmpty();
  }

  @Test
  void leavesAThreadThatHasChosenForItself() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", attr(Policy.RR, 7));
    settle(forced(44));
    assertThat(thread().scheduling()).as("real-time before").isEqualTo(attr(Policy.RR, 7));
    node.thread(PID, TID + 1, "dsp", OTHER);
    settle(forced(44));
    node.scheduleThread(TID + 1, attr(Policy.FIFO, 9));
    settle(forced(44));
    settle(threads(""));
    assertThat(node.snapshot().threads().getLast().scheduling())
        .as("chosen since")
        .isEqualTo(attr(Policy.FIFO, 9));
  }

  @Test
  void neverForcesAThreadThatChoseAnOrdinaryPolicyAgain() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", OTHER);
    settle(forced(44));
    node.scheduleThread(TID, attr(Policy.BATCH, 0));
    for (var run = 0; run < 3; run++) {
      settle(forced(44));
    }
    assertThat(thread().scheduling()).isEqualTo(attr(Policy.BATCH, 0));
  }

  /** Dropping its policy when there is nothing to play is a choice as well. */
  @Test
  void neverForcesAThreadThatChoseAgainWhatItHadBefore() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", OTHER);
    settle(forced(44));
    node.scheduleThread(TID, OTHER);
    settle(forced(44));
    assertThat(thread().scheduling()).isEqualTo(OTHER);
  }

  /** The lines are on disk before the thread is given anything. */
  @Test
  void givesWhatAnAgentThatWasKilledHadNotGivenYet() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", OTHER).refuse(Action.SetScheduling.class, "killed");
    new FakeFlow(node, forced(44)).runOnce();
    assertThat(thread().scheduling()).isEqualTo(OTHER);
    node.accept(Action.SetScheduling.class);
    settle(forced(44));
    assertThat(thread().scheduling()).isEqualTo(SchedAttr.realtime(Policy.FIFO, 44, true));
    settle(threads("{name: a, names: [dsp]}"));
    assertThat(thread().scheduling()).isEqualTo(OTHER);
    assertThat(node.snapshot().originals().each(Original.ThreadScheduling.class)).isEmpty();
  }

  /** Neither is put back what was never given. */
  @Test
  void forgetsWhatWasNeverGiven() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", OTHER).refuse(Action.SetScheduling.class, "killed");
    new FakeFlow(node, forced(44)).runOnce();
    node.accept(Action.SetScheduling.class);
    settle(threads("{name: a, names: [dsp]}"));
    assertThat(thread().scheduling()).isEqualTo(OTHER);
    assertThat(node.snapshot().originals().each(Original.ThreadScheduling.class)).isEmpty();
  }

  @Test
  void takesWhatAnotherServiceGaveForTheThreadsOwn() {
    placed(base().build(), forced(44));
    node.thread(PID, TID, "dsp", OTHER);
    settle(forced(44));
    var rtkits = SchedAttr.realtime(Policy.FIFO, 88, true);
    node.scheduleThread(TID, rtkits);
    settle(forced(44));
    settle(threads(""));
    assertThat(thread().scheduling()).isEqualTo(rtkits);
  }

  @Test
  void belongsToNoClassByWhatItWasGiven() {
    var configuration =
        threads(
            "{name: a, policies: [FIFO], names: [dsp], schedPolicy: fifo, priority: 9, force: true}");
    var mixer = placed(base().build(), configuration);
    node.thread(PID, TID, "dsp", OTHER);
    settle(configuration);
    node.renameThread(TID, "idle");
    settle(configuration);
    assertThat(thread().cgroup()).isEqualTo(container(mixer).child("main"));
    assertThat(thread().scheduling()).isEqualTo(OTHER);
  }

  @Test
  void dividesAContainerInPlaceOnlyWhenAskedTo() {
    var mixer = base().build();
    var home = FakeNode.home(mixer).child("c1");
    node.pod(mixer).running(mixer, "c1", PID, Bytes.ofMebibytes(100));
    node.thread(PID, TID, "worker", attr(Policy.FIFO, 3));
    settle(Configuration.defaults());
    assertThat(thread().cgroup()).isEqualTo(home);
    settle(read("inPlaceThreads: true"));
    assertThat(thread().cgroup()).isEqualTo(home.child("rt"));
    settle(Configuration.defaults());
    assertThat(thread().cgroup()).isEqualTo(home);
    assertThat(node.snapshot().cgroup(home.child("rt"))).isEmpty();
  }

  @Test
  void leavesAContainerInPlaceWholeThatMadeCgroupsOfItsOwn() {
    var mixer = base().build();
    var home = FakeNode.home(mixer).child("c1");
    node.pod(mixer).running(mixer, "c1", PID, Bytes.ofMebibytes(100)).cgroup(home.child("init"));
    node.thread(PID, TID, "worker", attr(Policy.FIFO, 3));
    settle(read("inPlaceThreads: true"));
    assertThat(thread().cgroup()).isEqualTo(home);
  }

  private Pod placed(Pod pod, Configuration configuration) {
    node.pod(pod).born(pod, "c1", PID);
    settle(configuration);
    return pod;
  }

  private static PodBuilder base() {
    return pod("mixer").container("main", "64Mi", "128Mi");
  }

  private SeenThread thread() {
    return node.snapshot().threads().getFirst();
  }

  private void settle(Configuration configuration) {
    new FakeFlow(node, configuration).settle();
  }

  private static CgroupPath container(Pod pod) {
    return Subtree.pod(0, pod.uid()).child("c1");
  }

  private static SchedAttr attr(Policy policy, int priority) {
    return new SchedAttr(Optional.of(policy), priority, 0, false);
  }

  private static Configuration forced(int priority) {
    return threads(
        "{name: a, names: [dsp], schedPolicy: fifo, priority: %d, force: true}"
            .formatted(priority));
  }

  private static Configuration threads(String classes) {
    return read("profiles: {realtime: {threads: [%s]}}".formatted(classes));
  }

  private static Configuration read(String yaml) {
    try {
      return ConfigurationReader.read(yaml, "test");
    } catch (ConfigurationException e) {
      throw new AssertionError(e);
    }
  }
}

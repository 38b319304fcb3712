package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PressureLooks.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.pressure.Judgement;
import io.audionode.agent.model.pressure.MemoryCounters;
import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.Verdict;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a clock of the test's own. */
class PressureEventsTest {
  private static final CgroupPath NODE0 = new CgroupPath("audio/node0");
  private static final CgroupPath NODE1 = new CgroupPath("audio/node1");
  private static final CgroupPath MIXER = new CgroupPath("audio/node0/poduid-mixer/c1");

  @TempDir private Path root;

  private final AtomicLong nanos = new AtomicLong();
  private FakeNode node;
  private PressureEvents events;
  private Watched mixer;
  private List<Watched> all;

  @BeforeEach
  void read() throws IOException {
    node = FakeNode.in(root);
    node.stat(CgroupPath.ROOT, 0, 0);
    mixer = node.container(MIXER, "mixer");
    all = List.of(Watched.node(), node.numaNode(NODE0), node.numaNode(NODE1), mixer);
    node.stalled(MIXER, 0);
    watch();
  }

  /** As an agent does that has just started. */
  private void watch() {
    var clocks = new Clocks(InstantSource.system(), nanos::get);
    events =
        new PressureEvents(
            new PressureReader(node.cgroups(), node.proc(), clocks),
            new Neighbours(
                new OpenFiles(node.cgroups(), Memory.CURRENT.file(), 5),
                Map::of,
                _ -> null,
                clocks,
                Neighbours.BACK),
            clocks);
    events.begin(Set.of(), Map.of());
    events.refresh(all);
  }

  @Test
  void theNodeHearsThatAPodHurtsAlsoRightAfterThePodsOwnTrigger() throws IOException {
    pass(4_000, 55, 5);
    assertThat(verdicts(mixer)).containsExactly(Verdict.AUDIO_HURTS);
    pass(100, 60, 6);
    assertThat(verdicts(Watched.node())).containsExactly(Verdict.AUDIO_HURTS);
  }

  @Test
  void aPodStillHurtsWhenItsSecondTriggerFiresRightAfterTheFirst() throws IOException {
    pass(4_000, 55, 5);
    assertThat(verdicts(mixer)).containsExactly(Verdict.AUDIO_HURTS);
    pass(100, 155, 5);
    assertThat(verdicts(mixer)).containsExactly(Verdict.AUDIO_HURTS);
  }

  @Test
  void aFaultInHalfAMinuteHurtsNobody() throws IOException {
    pass(30_000, 60, 1);
    assertThat(verdicts(mixer)).containsExactly(Verdict.AUDIO_WAITS);
    assertThat(verdicts(Watched.node())).containsExactly(Verdict.NOISE_ELSEWHERE);
  }

  @Test
  void aRefreshBetweenHidesNothing() throws IOException {
    pass(4_000, 55, 5);
    events.refresh(all);
    pass(100, 60, 5);
    assertThat(verdicts(mixer)).containsExactly(Verdict.AUDIO_HURTS);
  }

  @Test
  void whatHurtLongAgoDoesNotHurtNow() throws IOException {
    pass(4_000, 55, 50);
    events.refresh(all);
    pass(3_000, 110, 50);
    assertThat(verdicts(mixer)).containsExactly(Verdict.AUDIO_WAITS);
  }

  @Test
  void aNumaNodeAnswersForItsOwnPodsOnly() throws IOException {
    pass(4_000, 80, 30);
    assertThat(verdicts(all.get(1))).containsExactly(Verdict.AUDIO_HURTS);
    assertThat(verdicts(all.get(2))).containsExactly(Verdict.NOISE_ELSEWHERE);
  }

  @Test
  void whatWasNotHandedOnIsToldWithTheNextEvent() throws IOException {
    pass(4_000, 55, 5);
    assertThat(fired(mixer).getFirst().growth().memory().majorFaults()).isEqualTo(5);
    pass(1_000, 110, 8);
    var second = fired(mixer, mixer);
    assertThat(second)
        .as("events of one pass share it")
        .extracting(event -> event.growth().memory().majorFaults())
        .containsExactly(8L, 8L);
    events.told(second);
    pass(1_000, 170, 9);
    assertThat(fired(mixer).getFirst().growth().memory().majorFaults()).isEqualTo(1);
  }

  @Test
  void tellsAlsoWhenTheMachinesMemoryCannotBeRead() throws IOException {
    node.meminfo("nonsense\n");
    pass(4_000, 55, 5);
    assertThat(fired(mixer)).singleElement().satisfies(e -> assertThat(e.node()).isNull());
  }

  @Test
  void isOfTheMomentAtWhichTheAgentWasWoken() throws IOException {
    pass(4_000, 55, 5);
    var woken = nanos.get();
    nanos.addAndGet(Duration.ofMillis(300).toNanos());
    var event = fired(mixer).getFirst();
    assertThat(event.nanos()).isEqualTo(woken);
    assertThat(event.now().nanos()).as("read after it").isGreaterThan(woken);
  }

  @Test
  void saysThatACgroupCannotBeReadUntilItCan() throws IOException {
    node.write(MIXER, "memory.stat", "nonsense\n");
    pass(4_000, 55, -1);
    assertThat(fired(mixer)).isEmpty();
    assertThat(String.valueOf(events.unreadable())).contains("memory.stat", MIXER.value());
    pass(4_000, 55, 5);
    assertThat(fired(mixer)).hasSize(1);
    assertThat(events.unreadable()).isNull();
  }

  @Test
  void showsNoCounterOfAFileThatIsNotThere() throws IOException {
    node.delete(MIXER, "memory.stat");
    pass(4_000, 55, -1);
    var event = fired(mixer).getFirst();
    assertThat(event.now().memory()).isEqualTo(MemoryCounters.ABSENT);
    assertThat(event.growth().memory()).isEqualTo(MemoryCounters.ABSENT);
    assertThat(event.growth().someUsec()).isEqualTo(55_000);
    assertThat(event.judgement().verdict()).isEqualTo(Verdict.AUDIO_WAITS);
    assertThat(fired(Watched.node()).getFirst().judgement().reason())
        .contains("of 1 there is no second signal");
  }

  @Test
  void tellsWhetherOthersCouldEaseIt() throws IOException {
    assertThat(fromOutside(55)).as("nobody counts its limits").isFalse();
    node.limitReached(MIXER, "memory.events", 0);
    for (var above : MIXER.ancestors()) {
      node.limitReached(above, "memory.events.local", 7);
    }
    fromOutside(110);
    assertThat(fromOutside(165)).isTrue();
    node.limitReached(MIXER, "memory.events", 1);
    assertThat(fromOutside(220)).as("its own").isFalse();
    assertThat(fired(mixer).getFirst().judgement().reason())
        .endsWith(" within 4 s; limits of its own or of all audio pods reached: 1");
    assertThat(fromOutside(275)).as("long ago").isTrue();
    node.limitReached(Subtree.ROOT, "memory.events.local", 8);
    assertThat(fromOutside(330)).as("that of all audio pods").isFalse();
    assertThat(fromOutside(385)).isTrue();
    node.write(Subtree.ROOT, "memory.events.local", "nonsense\n");
    assertThat(fromOutside(440)).as("it cannot be read").isFalse();
  }

  @Test
  void blamesNobodyElseBeforeAPodWasWatchedForAWholeWindow() throws IOException {
    node.limitReached(MIXER, "memory.events", 0);
    for (var above : MIXER.ancestors()) {
      node.limitReached(above, "memory.events.local", 0);
    }
    watch();
    pass(1_900, 55, 55);
    assertThat(fired(mixer).getFirst().judgement())
        .as("a limit may have taken the pages before the first reading")
        .isEqualTo(
            new Judgement(Verdict.AUDIO_HURTS, "55 major faults and 0 refaults within 1 s", false));
    pass(100, 110, 110);
    assertThat(fired(mixer).getFirst().judgement().fromOutside()).isTrue();
  }

  /** Whether the mixer's next event says so, with pages lost before it. */
  private boolean fromOutside(long stalledMillis) throws IOException {
    pass(4_000, stalledMillis, stalledMillis);
    return fired(mixer).getFirst().judgement().fromOutside();
  }

  @Test
  void showsTheCountersThatThereAreBesideThoseThatAreNot() throws IOException {
    node.write(MIXER, "memory.swap.current", "4096\n");
    pass(1_000, 10, 1);
    events.told(fired(mixer));
    node.write(MIXER, "memory.swap.current", "1024\n");
    pass(4_000, 55, 5);
    var growth = fired(mixer).getFirst().growth().memory();
    assertThat(growth.majorFaults()).isEqualTo(4);
    assertThat(growth.swapBytes()).isEqualTo(-3072);
    assertThat(growth.events()).as("there is no memory.events").isNull();
  }

  @Test
  void showsEachReadingOfAPassOnce() throws IOException {
    pass(4_000, 55, 5);
    fired(mixer);
    assertThat(events.readings()).hasSize(1);
    events.refresh(all);
    assertThat(events.readings()).hasSize(all.size() - 1);
  }

  /** Begins a pass, so many milliseconds later, with these totals; negative leaves a file alone. */
  private void pass(long laterMillis, long stalledMillis, long majorFaults) throws IOException {
    nanos.addAndGet(Duration.ofMillis(laterMillis).toNanos());
    node.stalled(MIXER, stalledMillis);
    if (majorFaults >= 0) {
      node.stat(MIXER, majorFaults, 0);
    }
    events.begin(Set.of(), Map.of());
  }

  private List<PressureEvent> fired(Watched... watched) {
    return events.fired(Stream.of(watched).map(one -> new WantedTrigger(one, WARN)).toList(), all);
  }

  private List<Verdict> verdicts(Watched watched) {
    return fired(watched).stream().map(event -> event.judgement().verdict()).toList();
  }
}

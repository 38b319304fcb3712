package io.audionode.agent.observe.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.KnobLook;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.model.incident.Victim;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks by hand at plain files, with a clock that the test moves. */
class RecorderTest {
  private static final CgroupPath POD = new CgroupPath("audio/node0/poduid-mixer");

  @TempDir Path root;
  private FakeTree tree;
  private Recorder recorder;
  private Recorded mixer;
  private final List<Incident> told = new ArrayList<>();

  @BeforeEach
  void record() {
    tree = new FakeTree(root);
    mixer = tree.container("mixer", 20);
    tree.processes(mixer.path(), 10, 90);
    recorder = recorder(tree::log);
  }

  private Recorder recorder(Supplier<KernelLog> log) {
    var made = new Recorder(tree.sources(), log, told::add);
    made.want(recording(mixer));
    return made;
  }

  private static Recording recording(Recorded... all) {
    return new Recording(
        List.of(all), Map.of("uid-mixer", "default/mixer"), Map.of(90, "uid-mixer"));
  }

  /** So many looks, one a second. */
  private void look(int times) {
    for (var i = 0; i < times; i++) {
      recorder.look();
      tree.passSeconds(1);
    }
  }

  @Test
  void namesTheChildThatTheKernelsLogNamesAndShowsTheMinuteBefore() {
    look(3);
    tree.charge(mixer.path(), 127);
    look(1);
    tree.counted(mixer.path(), 60, 1, 1);
    tree.counted(POD, 60, 1, 1);
    tree.logs(90, "a child", mixer.path(), mixer.path());
    tree.processes(mixer.path(), 10);
    tree.exit(90);
    look(5);

    assertThat(told).hasSize(1);
    var incident = told.getFirst();
    assertThat(incident.kind()).isEqualTo(IncidentKind.OOM_KILL);
    assertThat(incident.cause().reason()).isEqualTo(Reason.OWN_LIMIT);
    assertThat(incident.place()).isEqualTo(mixer.place());
    assertThat(incident.id()).isEqualTo("20260101-000004-000-uidmixer");
    assertThat(incident.victims())
        .singleElement()
        .satisfies(
            victim -> {
              assertThat(victim.told()).isTrue();
              assertThat(victim.pid()).isEqualTo(90);
              assertThat(victim.comm()).isEqualTo("a child");
              assertThat(victim.constraint()).isEqualTo("CONSTRAINT_MEMCG");
              assertThat(victim.oomCgroup()).isEqualTo("/" + mixer.path());
            });
    assertThat(incident.samples())
        .filteredOn(sample -> sample.at().isBefore(incident.at()))
        .hasSize(2)
        .first()
        .satisfies(
            sample -> {
              assertThat(sample.processes()).extracting(it -> it.pid()).containsExactly(90, 10);
              assertThat(sample.charge().nodes()).hasSize(2);
            });
    assertThat(incident.node()).isNotNull();
  }

  /** What was read back keeps its place in swap for a while, and is missing no more. */
  @Test
  void recordsWhatLiesInSwapAlone() throws IOException {
    tree.swapped(mixer.path(), 12, 10);
    look(1);
    tree.counted(mixer.path(), 60, 1, 1);
    look(5);
    var latest = told.getFirst().samples().getLast();
    assertThat(latest.charge().swap()).isEqualTo(Bytes.ofMebibytes(2));
    assertThat(latest.counters().swapBytes()).isEqualTo(2L << 20);
  }

  @Test
  void infersWhoWasKilledWhereTheLogCannotBeRead() {
    recorder = recorder(() -> KernelLog.open(FakeTree.SYS, root.resolve("nowhere")));
    look(2);
    tree.counted(mixer.path(), 60, 1, 1);
    tree.processes(mixer.path(), 10);
    tree.exit(90);
    look(5);

    assertThat(recorder.kernelLog()).contains("nowhere");
    assertThat(told)
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.victims())
                  .singleElement()
                  .satisfies(
                      victim -> {
                        assertThat(victim.told()).isFalse();
                        assertThat(victim.pid()).isEqualTo(90);
                        assertThat(victim.constraint()).isNull();
                      });
              assertThat(incident.cause().reason()).isEqualTo(Reason.OWN_LIMIT);
            });
  }

  @Test
  void makesOneIncidentOfALimitThatIsReachedAgainAndAgain() {
    look(1);
    for (var second = 1; second <= 900; second++) {
      tree.counted(mixer.path(), second, 0, 0);
      look(1);
    }
    assertThat(told).extracting(Incident::kind).containsExactly(IncidentKind.MAX);
    look(61);
    tree.counted(mixer.path(), 1000, 0, 0);
    look(11);
    assertThat(told).hasSize(2);
    var last = told.getLast();
    assertThat(last.samples().getFirst().at()).isAfterOrEqualTo(last.at().minus(Tape.KEPT));
  }

  @Test
  void readsAnIdleContainerEveryHalfMinuteAndABusyOneEverySecond() {
    look(65);
    tree.charge(mixer.path(), 21);
    look(1);
    tree.counted(mixer.path(), 9, 1, 1);
    look(5);

    assertThat(told.getFirst().samples())
        .extracting(sample -> Duration.between(FakeFlow.START, sample.at()).toSeconds())
        .containsExactly(0L, 30L, 60L, 65L, 66L, 67L, 68L, 69L);
  }

  @Test
  void makesOneIncidentOfAReachedLimitThatEndsInAKill() {
    look(1);
    tree.counted(mixer.path(), 5, 0, 0);
    look(5);
    tree.counted(mixer.path(), 9, 1, 1);
    look(5);
    assertThat(told).extracting(Incident::kind).containsExactly(IncidentKind.OOM_KILL);
  }

  @Test
  void keepsTheTapeOfAContainerThatIsGoneForAMinute() {
    look(3);
    tree.remove(mixer.path());
    recorder.want(recording());
    look(50);
    tree.logs(90, "late", mixer.path(), mixer.path());
    look(5);
    assertThat(told).singleElement().satisfies(it -> assertThat(it.samples()).hasSize(1));
    assertThat(told.getFirst().cause().reason()).isEqualTo(Reason.OWN_LIMIT);

    look(60);
    assertThat(recorder.recorded()).isZero();
    tree.logs(91, "later", mixer.path(), mixer.path());
    look(5);
    assertThat(told).hasSize(2);
    assertThat(told.getLast().samples()).isEmpty();
    assertThat(told.getLast().place().subject()).isEqualTo("default/mixer");
  }

  @Test
  void tellsApartACgroupFromALaterOneOfItsName() {
    look(2);
    var next =
        new Recorded(
            mixer.place(),
            mixer.inode() + 1,
            mixer.above(),
            false,
            null,
            mixer.minimum(),
            List.of());
    recorder.want(recording(next));
    look(1);
    assertThat(recorder.recorded()).isEqualTo(2);
  }

  @Test
  void losesOnlyTheCgroupThatCannotBeRead() {
    var broken = tree.container("broken", 1);
    tree.file(broken.path(), "memory.stat", "what is this\n");
    recorder.want(recording(broken, mixer));
    look(2);
    tree.counted(mixer.path(), 1, 1, 1);
    look(5);
    assertThat(told).singleElement().satisfies(it -> assertThat(it.samples()).isNotEmpty());
  }

  @Test
  void blamesThePodsLimitThatNoContainerCounted() {
    look(2);
    tree.counted(POD, 9, 1, 1);
    look(5);
    assertThat(told)
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.place().pod()).isEqualTo("uid-mixer");
              assertThat(incident.cause().reason()).isEqualTo(Reason.OWN_LIMIT);
              assertThat(incident.samples()).isNotEmpty();
            });
  }

  @Test
  void countsOnceWhatContainerAndPodCountInDifferentLooks() {
    look(2);
    tree.counted(mixer.path(), 9, 1, 1);
    look(1);
    tree.counted(POD, 9, 1, 1);
    look(5);
    assertThat(told).singleElement().satisfies(it -> assertThat(it.victims()).hasSize(1));
  }

  @Test
  void takesTheLoopsWordOnlyWhereNobodySawTheSame() {
    look(2);
    tree.counted(mixer.path(), 9, 1, 1);
    look(1);
    recorder.killed("uid-mixer", 1, "container main: the kernel killed a process");
    look(5);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().victims()).hasSize(1);
    assertThat(told.getFirst().signals()).hasSize(2);
    recorder.killed("uid-mixer", 1, "container main: the kernel killed a process");
    look(5);
    assertThat(told).as("it is late").hasSize(1);

    look(120);
    recorder.killed("uid-mixer", 1, "a container that is gone");
    look(5);
    assertThat(told).hasSize(2);
    assertThat(told.getLast().victims()).containsExactly(Victim.NAMELESS);
  }

  @Test
  void tellsOfEveryKill() {
    look(2);
    for (var kill = 1; kill <= 3; kill++) {
      tree.counted(mixer.path(), 9, kill, kill);
      look(10);
    }
    assertThat(told).hasSize(3);
  }

  @Test
  void endsAnIncidentWhoseKillsDoNotEnd() {
    look(2);
    for (var kill = 1; kill <= 20; kill++) {
      tree.counted(mixer.path(), 9, kill, kill);
      look(1);
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().victims()).hasSizeBetween(15, 17);
  }

  @Test
  void hearsOfCriticalPressureOnceInAStreak() {
    look(1);
    var critical =
        new Pressure.Trigger(
            "critical", Pressure.Kind.FULL, Duration.ofMillis(100), Duration.ofSeconds(1));
    var look =
        new PressureLook(
            FakeFlow.START,
            PressureLooks.armed(),
            List.of(),
            List.of(
                PressureLooks.event(PressureLooks.MIXER, critical),
                PressureLooks.event(PressureLooks.MIXER, PressureLooks.WARN)));
    for (var second = 0; second < 100; second++) {
      recorder.pressure(look);
      look(1);
    }
    look(20);
    assertThat(told)
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.kind()).isEqualTo(IncidentKind.CRITICAL_PRESSURE);
              assertThat(incident.place().container()).isEqualTo("main");
            });
  }

  @Test
  void makesNoIncidentOfAKillElsewhere() {
    look(1);
    var other = new CgroupPath("kubepods/besteffort/podhog/c");
    tree.logs(77, "hog", other, other);
    tree.logsProcess(78, "nobody");
    look(5);
    assertThat(told).isEmpty();
  }

  @Test
  void knowsAVictimByItsNumberWhereOneLineIsLost() {
    look(1);
    tree.logsProcess(90, "group");
    look(5);
    assertThat(told)
        .singleElement()
        .satisfies(it -> assertThat(it.place().subject()).isEqualTo("default/mixer"));
  }

  @Test
  void takesAKillForAnothersOnlyWhereTheKernelSaysThatAllAreKilled() {
    look(1);
    tree.logs(90, "first", mixer.path(), mixer.path());
    tree.logsGroup(mixer.path());
    look(1);
    tree.logsProcess(91, "second");
    var other = new CgroupPath("kubepods/besteffort/podhog/c");
    tree.logs(70, "hog", other, other);
    tree.logsProcess(71, "whose");
    look(5);
    assertThat(told)
        .singleElement()
        .satisfies(
            incident ->
                assertThat(incident.victims())
                    .extracting(victim -> victim.comm() + " " + victim.oomCgroup())
                    .containsExactly("first /" + mixer.path(), "second /" + mixer.path()));
  }

  @Test
  void showsTheControlFilesAsTheyWereAndHowTheyChanged() {
    recorder.want(recording(knob("0")));
    look(2);
    tree.counted(mixer.path(), 9, 1, 1);
    look(1);
    recorder.want(recording(knob("7")));
    recorder.want(recording(knob("134217728")));
    look(5);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().knobs()).extracting(KnobLook::seen).containsExactly("0");
    assertThat(told.getFirst().knobChanges())
        .extracting(change -> change.knob().seen())
        .as("runs of one second too")
        .containsExactly("0", "7", "134217728");
  }

  private Recorded knob(String seen) {
    return new Recorded(
        mixer.place(),
        mixer.inode(),
        mixer.above(),
        false,
        mixer.limit(),
        mixer.minimum(),
        List.of(new KnobLook(mixer.path(), "memory.min", "134217728", seen)));
  }

  @Test
  void knowsTheNeighbourThatGrewAlsoWhenItIsGone() {
    look(12);
    tree.neighbour("hog", 500);
    look(1);
    tree.remove(new CgroupPath("kubepods/besteffort/poduid-hog"));
    look(1);
    tree.counted(mixer.path(), 9, 1, 1);
    look(5);
    assertThat(told)
        .singleElement()
        .satisfies(
            incident ->
                assertThat(incident.neighbours())
                    .extracting(pod -> pod.cgroup().name())
                    .containsExactly("poduid-hog"));
  }

  /** What the kill freed is more than what the neighbour took. */
  @Test
  void knowsTheNeighbourThatGrewThoughTheMachineHasNoLess() {
    look(12);
    tree.neighbour("hog", 500);
    tree.available(5000);
    tree.counted(mixer.path(), 9, 1, 1);
    look(5);
    assertThat(told.getFirst().neighbours())
        .extracting(pod -> pod.cgroup().name())
        .containsExactly("poduid-hog");
  }

  @Test
  void readsAnIdleContainerEverySecondWhileAnythingGoesOnInIt() {
    look(5);
    tree.logs(90, "a child", mixer.path(), mixer.path());
    look(5);
    assertThat(told.getFirst().samples())
        .extracting(sample -> Duration.between(FakeFlow.START, sample.at()).toSeconds())
        .containsExactly(0L, 5L, 6L, 7L, 8L);
  }

  @Test
  void forgetsNotThatAContainerRanBefore() {
    var tape = new Tape(mixer.thatRanBefore());
    tape.want(knob("0"), FakeFlow.START);
    assertThat(tape.recorded().ranBefore()).isTrue();
  }

  @Test
  void tellsWhatWasNoticedBeforeItEnds() {
    look(1);
    tree.counted(mixer.path(), 9, 1, 1);
    recorder.look();
    assertThat(told).isEmpty();
    recorder.close();
    recorder.run();
    assertThat(told).hasSize(1);
  }

  @Test
  void goesOnWithoutKnowingWhatTheMachineHas() {
    tree.available(-1);
    look(1);
    tree.counted(mixer.path(), 9, 1, 1);
    look(5);
    assertThat(told)
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.node()).isNull();
              assertThat(incident.samples()).isNotEmpty();
            });
  }
}

package io.audionode.agent.observe.incidents;

import static io.audionode.agent.fixture.Incidents.MIXER;
import static io.audionode.agent.fixture.Incidents.hog;
import static io.audionode.agent.fixture.Incidents.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.Incidents;
import io.audionode.agent.model.incident.Cause;
import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.KnobLook;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.incident.Victim;
import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.observe.incidents.Findings.NodeRoom;
import io.audionode.cgroupfs.format.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Without this, a wrong limit would be raised, or a neighbour blamed for a leak. */
class CausesTest {
  private static final NodeRoom PLENTY =
      new NodeRoom(Bytes.ofMebibytes(4096), Bytes.ofMebibytes(3000));
  private static final NodeRoom SCARCE =
      new NodeRoom(Bytes.ofMebibytes(4096), Bytes.ofMebibytes(30));

  private List<Sample> samples = samples(0, 0);
  private List<Neighbour> neighbours = List.of();
  private NodeRoom room = PLENTY;
  private boolean ranBefore;
  private String swapMax = "0";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/audio/node0/poduid-mixer/c1",
        "/audio/node0/poduid-mixer",
        "/kind/worker/audio/node0/poduid-mixer/c1/main"
      })
  void blamesItsOwnLimitWhereTheKernelNamesIt(String oomCgroup) {
    neighbours = List.of(hog(500));
    room = SCARCE;
    var cause = killed(victim("CONSTRAINT_MEMCG", oomCgroup), new Tally(1, 1, 60));
    assertThat(cause.reason()).isEqualTo(Reason.OWN_LIMIT);
    assertThat(cause.sentence())
        .isEqualTo(
            "own limit: container main of default/mixer reached memory.max: 120.0Mi of 128.0Mi were"
                + " charged at the fullest look, 120.0Mi anonymous and 0.0Mi of files; killed: hog (pid 7, 118.0Mi)");
    assertThat(cause.remedy()).contains("raise the container's memory limit");
  }

  @Test
  void blamesItsOwnLimitWithoutTheKernelsLogByWhatWasCounted() {
    assertThat(killed(Victim.NAMELESS, new Tally(1, 1, 60)).reason()).isEqualTo(Reason.OWN_LIMIT);
    assertThat(killed(Victim.NAMELESS, new Tally(1, 1, 60)).sentence())
        .endsWith("killed: nobody knows whom");
    assertThat(killed(Victim.NAMELESS, new Tally(1, 0, 60)).reason())
        .as("an OOM killer from above counts no oom here")
        .isEqualTo(Reason.NODE_OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @EnumSource(
      value = IncidentKind.class,
      names = {"OOM", "MAX", "CRITICAL_PRESSURE"})
  void blamesItsOwnLimitWhereItWasReachedWithoutAKill(IncidentKind kind) {
    var cause = cause(kind, List.of(), new Tally(0, 0, 4));
    assertThat(cause.reason()).isEqualTo(Reason.OWN_LIMIT);
    assertThat(cause.sentence()).doesNotContain("killed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONSTRAINT_NONE", "CONSTRAINT_MEMORY_POLICY"})
  void blamesTheNodeWhereNoCgroupWasShort(String constraint) {
    room = SCARCE;
    var cause = killed(victim(constraint, null), new Tally(1, 0, 0));
    assertThat(cause.reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY);
    assertThat(cause.sentence())
        .isEqualTo(
            "node out of memory: the node had 30.0Mi available; container main of default/mixer"
                + " itself grew by 100.0Mi; killed: hog (pid 7, 118.0Mi)");
  }

  @Test
  void blamesWhatIsAboveThePodWhereThatWasShort() {
    var cause = killed(victim("CONSTRAINT_MEMCG", "/kubepods"), new Tally(1, 0, 0));
    assertThat(cause.reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY);
    assertThat(cause.sentence()).contains("/kubepods, which many pods share, reached");
  }

  @Test
  void blamesANeighbourThatTookMuchWhileTheNodeRanOut() {
    room = SCARCE;
    neighbours = List.of(hog(310));
    var cause = killed(victim("CONSTRAINT_NONE", null), new Tally(1, 0, 0));
    assertThat(cause.reason()).isEqualTo(Reason.NEIGHBOUR_GREW);
    assertThat(cause.sentence())
        .startsWith("neighbour batch/hog grew by 310.0Mi in 35 s, to 900.0Mi, while the node");
    assertThat(cause.remedy()).startsWith("give batch/hog a memory limit");
    neighbours = List.of(hog(63));
    assertThat(killed(victim("CONSTRAINT_NONE", null), new Tally(1, 0, 0)).reason())
        .isEqualTo(Reason.NODE_OUT_OF_MEMORY);
  }

  @Test
  void blamesNoNeighbourThatDoesNotShareWhatWasShort() {
    neighbours = List.of(hog(310));
    var audio = killed(victim("CONSTRAINT_MEMCG", "/audio"), new Tally(1, 0, 0));
    assertThat(audio.sentence()).startsWith("node out of memory: /audio, which many pods share");
    var burstable = killed(victim("CONSTRAINT_MEMCG", "/kubepods/burstable"), new Tally(1, 0, 0));
    assertThat(burstable.reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY);
    var besteffort =
        killed(victim("CONSTRAINT_MEMCG", "/kind/n1/kubepods/besteffort"), new Tally(1, 0, 0));
    assertThat(besteffort.reason()).isEqualTo(Reason.NEIGHBOUR_GREW);
    var outside = killed(victim("CONSTRAINT_MEMCG", "/docker/0123abcd"), new Tally(1, 0, 0));
    assertThat(outside.reason()).as("above the whole node").isEqualTo(Reason.NEIGHBOUR_GREW);
  }

  @Test
  void blamesNoNeighbourThatGrewLessThanThePodItself() {
    room = SCARCE;
    neighbours = List.of(hog(90));
    var cause = killed(victim("CONSTRAINT_NONE", null), new Tally(1, 0, 0));
    assertThat(cause.reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY);
    assertThat(cause.sentence()).contains("container main of default/mixer itself grew by 100.0Mi");
  }

  @Test
  void namesTheNumaNodeWhereThePodMayUseNoOther() {
    neighbours = List.of(hog(310));
    var cause = killed(victim("CONSTRAINT_CPUSET", null), new Tally(1, 0, 0));
    assertThat(cause.reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY);
    assertThat(cause.sentence())
        .startsWith("node out of memory: the memory of NUMA node0 ran out, and the pod may use no");
  }

  @Test
  void saysThatALateContainerIsNotProtected() {
    ranBefore = true;
    samples = samples(12, 200);
    neighbours = List.of(hog(310));
    var cause = pressed();
    assertThat(cause.reason()).isEqualTo(Reason.ADOPTED_LATE);
    assertThat(cause.sentence())
        .startsWith("not protected: adopted late: container main of default/mixer ran before")
        .contains(
            "up to 12.0Mi of it lay in swap", "120.0Mi are charged, 128.0Mi of them protected");
    samples = samples(0, 200);
    assertThat(pressed().reason()).as("it lost nothing").isEqualTo(Reason.NEIGHBOUR_GREW);
    samples =
        List.of(sample(FakeFlow.START, 20, 12), sample(FakeFlow.START.plusSeconds(9), 20, 12));
    assertThat(pressed().reason()).as("nothing comes from there").isNotEqualTo(Reason.ADOPTED_LATE);
    samples = samples(12, 200);
    swapMax = "max";
    assertThat(pressed().reason()).as("it may be there anyway").isEqualTo(Reason.SWAP);
  }

  /** A program reads its pages back in seconds, and an incident is told when it is over. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void remembersWhatLayInSwapWhenAllOfItWasReadBack(boolean late) {
    ranBefore = late;
    samples =
        List.of(
            sample(FakeFlow.START, 20, 48), sample(FakeFlow.START.plusSeconds(9), 68, 0, 2_000));
    var cause = pressed();
    assertThat(cause.reason()).isEqualTo(late ? Reason.ADOPTED_LATE : Reason.SWAP);
    assertThat(cause.sentence()).contains("up to 48.0Mi of ");
  }

  @Test
  void blamesSwapThatPagesComeBackFrom() {
    samples = samples(12, 200);
    var cause = pressed();
    assertThat(cause.reason()).isEqualTo(Reason.SWAP);
    assertThat(cause.sentence())
        .startsWith(
            "swap: up to 12.0Mi of container main of default/mixer lay in swap, 12.0Mi more");
  }

  @Test
  void blamesNeighbourOrNodeForPressure() {
    neighbours = List.of(hog(310));
    assertThat(pressed().reason()).isEqualTo(Reason.NEIGHBOUR_GREW);
    samples =
        List.of(sample(FakeFlow.START, 20, 0), sample(FakeFlow.START.plusSeconds(9), 20, 0, 90));
    assertThat(pressed().reason()).as("nothing was taken from the pod").isEqualTo(Reason.UNKNOWN);
    assertThat(pressed().sentence())
        .endsWith("neighbour batch/hog grew by 310.0Mi, and 0 pages were taken from this pod");
    samples = samples(0, 0);
    neighbours = List.of();
    room = SCARCE;
    assertThat(pressed().reason()).isEqualTo(Reason.NODE_OUT_OF_MEMORY);
  }

  @Test
  void admitsThatItDoesNotKnow() {
    samples = samples(0, 30);
    var cause = pressed();
    assertThat(cause.reason()).isEqualTo(Reason.UNKNOWN);
    assertThat(cause.sentence()).startsWith("unknown: 30 major faults").contains("3000.0Mi");
    room = NodeRoom.UNKNOWN;
    samples = List.of();
    assertThat(pressed().sentence()).contains("how much the node had is not known");
  }

  private static List<Sample> samples(int swapMebibytes, long majorFaults) {
    return List.of(
        sample(FakeFlow.START, 20, 0),
        sample(FakeFlow.START.plusSeconds(35), 120, swapMebibytes, majorFaults));
  }

  private static Victim victim(String constraint, @Nullable String oomCgroup) {
    return new Victim(true, 7, "hog", -997, Bytes.ofMebibytes(118), constraint, oomCgroup);
  }

  private Cause killed(Victim victim, Tally counted) {
    return cause(IncidentKind.OOM_KILL, List.of(victim), counted);
  }

  private Cause pressed() {
    return cause(IncidentKind.CRITICAL_PRESSURE, List.of(), Tally.NONE);
  }

  private Cause cause(IncidentKind kind, List<Victim> victims, Tally counted) {
    var recorded =
        new Recorded(
            MIXER,
            7,
            Incidents.CGROUP.parent().orElseThrow(),
            ranBefore,
            Bytes.ofMebibytes(128),
            Bytes.ofMebibytes(128),
            List.of(new KnobLook(Incidents.CGROUP, "memory.swap.max", swapMax, swapMax)));
    return Causes.of(
        new Findings(MIXER, recorded, kind, counted, victims, samples, neighbours, room));
  }
}

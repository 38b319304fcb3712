package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.NODE;
import static io.audionode.agent.fixture.PressureLooks.WARN;
import static io.audionode.agent.fixture.PressureLooks.container;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.pressure.TriggerState;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.sys.Errno;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On real descriptors of any Linux that are no triggers. */
class ArmedTriggersTest {
  private static final Linux SYS = Linux.system();
  private static final WantedTrigger OF_NODE = new WantedTrigger(NODE, WARN);
  private static final WantedTrigger OF_MIXER = new WantedTrigger(MIXER, WARN);

  private final PressureWatch watch = new PressureWatch(SYS);
  private final Map<WantedTrigger, String> refusals = new HashMap<>();
  private final Map<WantedTrigger, Fd> armed = new HashMap<>();
  private final List<WantedTrigger> tried = new ArrayList<>();
  private final ArmedTriggers triggers = new ArmedTriggers(watch, this::arm, 5);

  @AfterEach
  void close() {
    triggers.close();
  }

  @Test
  void armsEachOnceAndDisarmsWhatIsNotWantedAnyMore() {
    triggers.keep(List.of(OF_NODE, OF_MIXER), true);
    triggers.keep(List.of(OF_NODE, OF_MIXER), true);
    assertThat(tried).containsExactly(OF_NODE, OF_MIXER);
    assertThat(triggers.states().armed()).isEqualTo(2);

    triggers.keep(List.of(OF_NODE), true);
    assertThat(triggers.states().states()).containsExactly(new TriggerState(OF_NODE, null, 0));
    assertThat(triggers.fired(fd(OF_MIXER))).as("it may have fired before").isEmpty();
  }

  @Test
  void countsWhatFired() {
    triggers.keep(List.of(OF_NODE, OF_MIXER), true);
    assertThat(triggers.fired(fd(OF_MIXER))).contains(OF_MIXER);
    triggers.fired(fd(OF_MIXER));
    assertThat(triggers.states().states())
        .containsExactly(new TriggerState(OF_NODE, null, 0), new TriggerState(OF_MIXER, null, 2));
  }

  @Test
  void armsAgainWhatWentWhenItIsStillWanted() {
    triggers.keep(List.of(OF_MIXER), true);
    triggers.gone(fd(OF_MIXER));
    assertThat(triggers.states().states())
        .extracting(TriggerState::refused)
        .containsExactly("no longer reports (cgroup gone, or cgroup.pressure 0)");
    triggers.keep(List.of(OF_MIXER), true);
    assertThat(triggers.states().armed()).isOne();
  }

  @Test
  void saysWhyTheKernelRefusesAndTriesAgainWhenTold() {
    refusals.put(OF_MIXER, "EBUSY");
    triggers.keep(List.of(OF_MIXER, OF_NODE), true);
    assertThat(triggers.states().states().getFirst().refused()).contains("EBUSY");
    assertThat(triggers.states().states().getLast().armed()).as("one hides no other").isTrue();
    assertThat(triggers.states().degraded()).isNull();

    refusals.clear();
    triggers.keep(List.of(OF_MIXER, OF_NODE), false);
    assertThat(triggers.states().refused()).isOne();
    triggers.keep(List.of(OF_MIXER, OF_NODE), true);
    assertThat(triggers.states().refused()).isZero();
  }

  @Test
  void stopsTryingWhenThereAreNoMoreFiles() {
    refusals.put(OF_MIXER, "EMFILE");
    triggers.keep(List.of(OF_MIXER, OF_NODE), true);
    assertThat(tried).containsExactly(OF_MIXER);
    assertThat(triggers.states().states())
        .allSatisfy(state -> assertThat(state.refused()).contains("EMFILE"));
  }

  @Test
  void leavesFilesForEverythingElse() {
    var many =
        IntStream.range(0, 300)
            .mapToObj(i -> new WantedTrigger(container("pod" + i), WARN))
            .toList();
    triggers.keep(many, true);
    assertThat(triggers.states().armed()).isEqualTo(5);
    assertThat(triggers.states().states().getLast().refused()).contains("raise RLIMIT_NOFILE");

    triggers.keep(many.subList(3, 300), false);
    assertThat(triggers.states().armed()).as("refused ones wait").isEqualTo(2);
    triggers.keep(many.subList(3, 300), true);
    assertThat(triggers.states().armed()).isEqualTo(5);
  }

  @Test
  void isDegradedWithoutPsi() {
    refusals.put(OF_MIXER, "EOPNOTSUPP");
    triggers.keep(List.of(OF_NODE, OF_MIXER), true);
    assertThat(triggers.states().degraded()).startsWith("no PSI in 1 cgroups (cgroup.pressure");
    assertThat(triggers.withoutPsi()).containsExactly(MIXER);
    triggers.gone(fd(OF_NODE));

    refusals.put(OF_NODE, "EOPNOTSUPP");
    triggers.keep(List.of(OF_NODE, OF_MIXER), true);
    assertThat(triggers.states().degraded()).isEqualTo("no PSI (boot with psi=1)");
    assertThat(triggers.withoutPsi()).containsExactlyInAnyOrder(NODE, MIXER);
  }

  private Fd fd(WantedTrigger wanted) {
    return requireNonNull(armed.get(wanted));
  }

  private Fd arm(WantedTrigger wanted) {
    tried.add(wanted);
    var errno = refusals.get(wanted);
    if (errno != null) {
      var path = wanted.watched().path().toString();
      throw KernelException.of(
          new Operation("write", path, "memory.pressure", ""), new Errno(1, errno, "no"), "");
    }
    var fd = SYS.eventFd();
    armed.put(wanted, fd);
    return fd;
  }
}

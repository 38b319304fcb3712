package io.audionode.agent.report.pressure;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.NODE;
import static io.audionode.agent.fixture.PressureLooks.WARN;
import static io.audionode.agent.fixture.PressureLooks.reading;
import static io.audionode.agent.fixture.PressureLooks.uncounted;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.TriggerState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.text.PressureText;
import java.util.List;
import org.junit.jupiter.api.Test;

class PressureBoardTest {
  private final PressureBoard board = new PressureBoard(new PressureLog(FakeFlow.START, 100));

  @Test
  void showsNothingBeforeTheFirstLook() {
    var view = board.view();
    assertThat(view.at()).isNull();
    assertThat(view.cgroups()).isEmpty();
    assertThat(view.latest()).endsWith("-0");
  }

  @Test
  void showsWhatWasReadAndWhatHappened() {
    board.accept(PressureLooks.look(2));
    var view = board.view();
    assertThat(view.latest()).endsWith("-2");
    assertThat(view.events()).extracting(PressureEventView::seq).containsExactly(1L, 2L);
    var mixer = view.cgroups().getLast();
    assertThat(mixer.subject()).isEqualTo("default/mixer");
    assertThat(mixer.some()).isEqualTo(new LineView(1.5, 0.5, 0.25, 60_000));
    assertThat(mixer.lastEvent()).isEqualTo(2);
    assertThat(mixer.triggers())
        .containsExactly(
            new PressureCgroupView.State(
                new TriggerView("warn", "some", 50_000, 500_000), true, null, 2));
    assertThat(mixer.history()).singleElement().extracting(PointView::majorFaults).isEqualTo(3L);
  }

  @Test
  void keepsAShortHistoryAndTheLatestFewEvents() {
    for (int i = 0; i < 3 * Track.POINTS; i++) {
      board.accept(PressureLooks.look(1));
    }
    var view = board.view();
    assertThat(view.cgroups()).allMatch(cgroup -> cgroup.history().size() == Track.POINTS);
    assertThat(view.events()).hasSize(20).extracting(PressureEventView::seq).isSorted();
    assertThat(view.events().getLast().seq()).isEqualTo(3 * Track.POINTS);
  }

  @Test
  void forgetsWhatIsNotWatchedAnyMore() {
    board.accept(PressureLooks.look(1));
    var nodeOnly =
        Triggers.of(List.of(new TriggerState(new WantedTrigger(NODE, WARN), null, 0)), null);
    var late = List.of(reading(MIXER, 90, 9));
    board.accept(new PressureLook(FakeFlow.START, nodeOnly, late, List.of()));
    assertThat(board.view().cgroups()).hasSize(1);
    board.accept(PressureLooks.look(0));
    assertThat(board.view().cgroups().getLast().history()).hasSize(1);
    assertThat(board.view().cgroups().getLast().lastEvent()).isNull();
  }

  @Test
  void showsNothingForCountersThatNobodyCounts() {
    var readings = List.of(uncounted(NODE, null), uncounted(MIXER, 60L));
    board.accept(
        new PressureLook(
            FakeFlow.START,
            PressureLooks.armed(),
            readings,
            List.of(PressureLooks.uncountedEvent())));
    var view = board.view();
    assertThat(view.cgroups())
        .flatExtracting(PressureCgroupView::history)
        .containsExactly(
            new PointView(FakeFlow.START, null, null, null, null),
            new PointView(FakeFlow.START, 60_000L, 60_000L, null, null));
    assertThat(view.events().getFirst().since())
        .usingRecursiveComparison()
        .ignoringFields("overMillis")
        .isEqualTo(new GrowthView(0, 60_000L, 60_000L, null, null, null, null, null, null));
    assertThat(Json.text(view.events().getFirst()))
        .contains("\"majorFaults\":null", "\"swapBytes\":null", "\"memoryEvents\":null");
    assertThat(PressureText.line(view.events().getFirst()))
        .contains("stalled 60 ms", "unknown major faults, unknown refaults");
  }

  @Test
  void saysWhyATriggerIsNotArmed() {
    board.accept(
        new PressureLook(FakeFlow.START, PressureLooks.withoutPsi(), List.of(), List.of()));
    assertThat(board.view().degraded()).isEqualTo("no PSI (boot with psi=1)");
    assertThat(board.view().cgroups().getFirst().triggers())
        .allMatch(state -> !state.armed() && "open memory: absent".equals(state.refused()));
    assertThat(board.triggers().refused()).isEqualTo(2);
  }
}

package io.audionode.agent.observe.incidents;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.incident.IncidentKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalTest {
  @ParameterizedTest
  @CsvSource({
    "critical, FULL, true",
    "critical, SOME, true",
    "deep, FULL, true",
    "warn, SOME, false"
  })
  void takesAGraveTriggerOfAPodThatHurts(String name, Pressure.Kind kind, boolean grave) {
    var trigger = new Pressure.Trigger(name, kind, Duration.ofMillis(100), Duration.ofSeconds(1));
    var signal = Signal.critical(PressureLooks.event(MIXER, trigger));
    assertThat(signal.isPresent()).isEqualTo(grave);
    signal.ifPresent(
        it -> {
          assertThat(it.kind()).isEqualTo(IncidentKind.CRITICAL_PRESSURE);
          assertThat(it.pod()).isEqualTo("uid-mixer");
          assertThat(it.said()).contains(name, "3 major faults");
        });
    assertThat(Signal.critical(PressureLooks.event(NODE, trigger))).isEmpty();
  }

  @Test
  void takesNoSampleForATrigger() {
    assertThat(Signal.critical(PressureLooks.event(MIXER, null))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 60, OOM_KILL", "0, 2, 60, OOM", "0, 0, 1, MAX"})
  void isOfTheGravestThatWasCounted(long kills, long ooms, long maxes, IncidentKind kind) {
    var signal = Signal.counted("u", "/a", new Tally(kills, ooms, maxes)).orElseThrow();
    assertThat(signal.kind()).isEqualTo(kind);
    assertThat(Signal.counted("u", "/a", Tally.NONE)).isEmpty();
  }
}

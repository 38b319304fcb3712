package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PressureLooks.judged;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.PressureLooks;
import io.audionode.agent.model.pressure.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlarmRegisterTest {
  private long now = 5;
  private int raised;
  private final AlarmRegister register =
      new AlarmRegister(() -> Duration.ofSeconds(30), () -> now, () -> raised++);

  @Test
  void callsForARunOnlyWhenAPodWasCalmBefore() {
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    assertThat(raised).isEqualTo(1);
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    assertThat(raised).isEqualTo(1);
    register.accept(judged(PressureLooks.container("b"), Verdict.AUDIO_HURTS));
    assertThat(raised).isEqualTo(2);
    assertThat(register.alarms().pods()).containsExactlyInAnyOrder("uid-a", "uid-b");
  }

  @Test
  void takesOneSignalAloneForNothing() {
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_WAITS));
    register.accept(judged(PressureLooks.NODE, Verdict.AUDIO_HURTS));
    assertThat(raised).isZero();
    assertThat(register.alarms().pods()).isEmpty();
    assertThat(register.askAgainIn()).isEmpty();
  }

  @Test
  void isCalmOnlyWhenNothingHasHurtForThatLong() {
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    now += Duration.ofSeconds(20).toNanos();
    assertThat(register.askAgainIn()).contains(Duration.ofSeconds(5));
    now += Duration.ofSeconds(6).toNanos();
    assertThat(register.askAgainIn()).contains(Duration.ofSeconds(4));
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    now += Duration.ofSeconds(29).toNanos();
    assertThat(register.alarms().pods()).containsExactly("uid-a");
    now += Duration.ofSeconds(1).toNanos();
    assertThat(register.alarms().pods()).isEmpty();
    assertThat(register.alarms().nanos()).isEqualTo(now);
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    assertThat(raised).isEqualTo(2);
  }

  @Test
  void tellsAPodThatIsPressedFromOneAtItsOwnLimit() {
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    register.accept(PressureLooks.atItsLimit(PressureLooks.container("b")));
    assertThat(register.alarms().pods()).containsExactlyInAnyOrder("uid-a", "uid-b");
    assertThat(register.alarms().pressed()).containsExactly("uid-a");
  }

  @Test
  void staysSilentForGood() {
    register.accept(judged(PressureLooks.container("a"), Verdict.AUDIO_HURTS));
    register.silence();
    assertThat(register.alarms().pods()).isEmpty();
    register.accept(judged(PressureLooks.container("b"), Verdict.AUDIO_HURTS));
    assertThat(register.alarms().pods()).isEmpty();
  }
}

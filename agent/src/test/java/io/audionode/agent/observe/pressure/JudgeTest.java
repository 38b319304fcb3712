package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.reading;
import static io.audionode.agent.fixture.PressureLooks.uncounted;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.pressure.Growth;
import io.audionode.agent.model.pressure.Judgement;
import io.audionode.agent.model.pressure.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Duration STALL = Duration.ofMillis(50);

  @Test
  void audioHurtsWhenItStalledAndLostPages() {
    var judgement = Judge.ofPod(growth(60, 3));
    assertThat(judgement.verdict()).isEqualTo(Verdict.AUDIO_HURTS);
    assertThat(judgement.reason()).startsWith("3 major faults and 6 refaults within ");
  }

  @Test
  void audioWaitsWhenItStalledAndLostNoPage() {
    assertThat(Judge.ofPod(growth(60, 0)).verdict()).isEqualTo(Verdict.AUDIO_WAITS);
  }

  @Test
  void pressureOfManyIsNoiseUnlessAPodBothStalledAndLostPages() {
    assertThat(Judge.ofMany(List.of(), 0).verdict()).isEqualTo(Verdict.NOISE_ELSEWHERE);
    assertThat(Judge.hurts(growth(60, 3), STALL)).isTrue();
    assertThat(Judge.hurts(growth(49, 3), STALL)).as("hardly stalled").isFalse();
    assertThat(Judge.hurts(growth(60, 0), STALL)).as("lost nothing").isFalse();
  }

  @Test
  void namesThoseThatHurtButNotHundreds() {
    var hurt = new Judge.Hurt("default/mixer", growth(60, 3));
    assertThat(Judge.ofMany(List.of(hurt), 0))
        .extracting(Judgement::verdict, Judgement::reason)
        .satisfies(both -> assertThat(both.getFirst()).isEqualTo(Verdict.AUDIO_HURTS))
        .satisfies(both -> assertThat(both.getLast()).asString().startsWith("default/mixer: 3 "));
    assertThat(Judge.ofMany(Collections.nCopies(300, hurt), 0).reason())
        .endsWith("; and 295 more")
        .hasSizeLessThan(500);
  }

  @Test
  void saysThatThereIsNoSecondSignalWhereNobodyCountsFaults() {
    var uncounted = Growth.between(uncounted(MIXER, 0L), uncounted(MIXER, 60L));
    var judgement = Judge.ofPod(uncounted);
    assertThat(judgement.verdict()).isEqualTo(Verdict.AUDIO_WAITS);
    assertThat(judgement.reason()).contains("no second signal").contains("no memory.stat");
    assertThat(Judge.hurts(uncounted, STALL)).isFalse();
    assertThat(Judge.lostMany(uncounted)).isFalse();
    assertThat(Judge.ofMany(List.of(), 3).reason()).contains("of 3 there is no second signal");
  }

  private static Growth growth(long stalledMillis, long majorFaults) {
    return Growth.between(reading(MIXER, 0, 0), reading(MIXER, stalledMillis, majorFaults));
  }
}

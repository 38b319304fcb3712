package io.audionode.agent.observe.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline<String> timeline =
      new Timeline<>(Duration.ofNanos(20), Duration.ofNanos(5));

  @Test
  void looksBackToTheNewestThatIsOldEnough() {
    timeline.add(0, "a");
    timeline.add(10, "b");
    assertThat(timeline.before(29)).contains("a");
    timeline.add(30, "c");
    assertThat(timeline.before(30)).contains("b");
    assertThat(timeline.momentBefore(30)).contains(10L);
  }

  @Test
  void looksBackToTheOldestWhenNoneIsOldEnough() {
    assertThat(timeline.before(0)).isEmpty();
    timeline.add(0, "a");
    timeline.add(10, "b");
    assertThat(timeline.before(12)).contains("a");
  }

  @Test
  void leavesOutWhatComesTooSoonSoThatABurstKeepsWhatWasBeforeIt() {
    timeline.add(0, "a");
    for (int at = 25; at < 30; at++) {
      timeline.add(at, "burst" + at);
    }
    assertThat(timeline.before(40)).contains("a");
    assertThat(timeline.before(45)).contains("burst25");
    assertThat(timeline.before(1_000)).contains("burst25");
  }
}

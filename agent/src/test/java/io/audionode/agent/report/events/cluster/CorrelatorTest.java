package io.audionode.agent.report.events.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.report.events.cluster.Correlator.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CorrelatorTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Regarding MIXER = Regarding.pod("studio", "mixer", "uid-mixer");

  private final Correlator correlator = new Correlator(0);

  @Test
  void countsWhatIsTheSameAndKeepsWhatIsNotApart() {
    var later = START.plusSeconds(30);
    assertThat(judge(notice(MIXER, "one"), START)).isEqualTo(tell("one", START, 1));
    assertThat(judge(notice(MIXER, "two"), START)).isEqualTo(tell("two", START, 1));
    assertThat(judge(notice(MIXER, "one"), later)).isEqualTo(tell("one", later, 2));
  }

  @Test
  void holdsBackAnObjectThatIsTooLoudAndTellsTheWholeCountLater() {
    assertThat(told(MIXER, "same", 40, START)).isEqualTo(25);
    assertThat(told(Regarding.node("n1"), "same", 1, START)).as("others may speak").isOne();
    var later = START.plus(Duration.ofMinutes(5));
    assertThat(judge(notice(MIXER, "same"), later)).isEqualTo(tell("same", later, 41));
    assertThat(told(MIXER, "same", 1, later)).isZero();
  }

  @Test
  void holdsBackAnAgentThatIsTooLoud() {
    var told =
        IntStream.range(0, 200)
            .mapToLong(pod -> told(Regarding.pod("studio", "p" + pod, "u" + pod), "x", 1, START))
            .sum();
    assertThat(told).isEqualTo(100);
    assertThat(told(Regarding.pod("studio", "p", "u"), "x", 2, START.plusSeconds(1))).isOne();
  }

  @Test
  void goesOnFromTheCountThatStands() {
    var notice = notice(MIXER, "one");
    correlator.stands(new Sighting(notice, START, START, 7));
    assertThat(judge(notice, START)).isEqualTo(tell("one", START, 8));
  }

  @Test
  void forgetsTheOldestOfTooManyNotices() {
    for (var i = 0; i < 1025; i++) {
      correlator.stands(new Sighting(notice(MIXER, "note " + i), START, START, 7));
    }
    assertThat(judge(notice(MIXER, "note 0"), START)).isEqualTo(tell("note 0", START, 1));
    assertThat(judge(notice(MIXER, "note 1024"), START)).isEqualTo(tell("note 1024", START, 8));
  }

  @Test
  void holdsBackByTheTimeThatPassedWhateverTheWallClockSays() {
    assertThat(told(MIXER, "same", 40, START)).isEqualTo(25);
    var tomorrow = START.plus(Duration.ofDays(1));
    var yesterday = START.minus(Duration.ofDays(1));
    for (var set : List.of(tomorrow, yesterday)) {
      assertThat(correlator.judge(notice(MIXER, "same"), set, 1))
          .as("no time has passed")
          .isInstanceOf(Decision.HoldBack.class);
    }
    assertThat(correlator.judge(notice(MIXER, "same"), yesterday, Duration.ofMinutes(5).toNanos()))
        .as("time has passed")
        .isEqualTo(tell("same", yesterday, 43));
  }

  private long told(Regarding regarding, String note, int times, Instant now) {
    return IntStream.range(0, times)
        .filter(_ -> judge(notice(regarding, note), now) instanceof Decision.Tell)
        .count();
  }

  private static Decision tell(String note, Instant last, int count) {
    return new Decision.Tell(new Sighting(notice(MIXER, note), START, last, count));
  }

  private static Notice notice(Regarding regarding, String note) {
    return new Notice(regarding, true, "NotAsAsked", note);
  }

  /** While nobody sets the wall clock. */
  private Decision judge(Notice notice, Instant now) {
    return correlator.judge(notice, now, Duration.between(START, now).toNanos());
  }
}

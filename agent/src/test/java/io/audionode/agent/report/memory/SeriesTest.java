package io.audionode.agent.report.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Series series = new Series(2, Duration.ofSeconds(15));

  /** The second number is always ten times the first. */
  private void at(long second, long value) {
    series.add(second * SECOND, value, 10 * value);
  }

  private Optional<Grown> grown(Window window) {
    return series.grown(0, window);
  }

  @Test
  void saysNothingBeforeAWindowIsCovered() {
    at(0, 100);
    at(20, 110);
    at(40, 120);

    assertThat(grown(Window.MINUTE)).isEmpty();
    at(60, 130);
    assertThat(grown(Window.MINUTE)).contains(new Grown(30, Duration.ofSeconds(60), false));
    assertThat(series.grown(1, Window.MINUTE)).map(Grown::bytes).contains(300L);
    assertThat(grown(Window.FIVE_MINUTES)).isEmpty();
  }

  @Test
  void comparesWithTheSampleNextToAWindowAgoAndSaysHowLongAgoThatWas() {
    for (var second = 0; second <= 2 * 3_600; second += 20) {
      at(second, second);
    }

    for (var window : Window.values()) {
      var grown = grown(window).orElseThrow();
      assertThat(grown.bytes()).isEqualTo(grown.over().toSeconds());
      assertThat((double) grown.over().toSeconds() / window.length().toSeconds())
          .isBetween(0.9, 1.1);
    }
  }

  @Test
  void shrinkingIsNegativeGrowth() {
    at(0, 100);
    at(60, 40);
    assertThat(grown(Window.MINUTE)).map(Grown::bytes).contains(-60L);
  }

  @Test
  void aGapIsNoWindow() {
    at(0, 100);
    at(150, 200);
    assertThat(grown(Window.MINUTE)).isEmpty();
    assertThat(grown(Window.FIVE_MINUTES)).isEmpty();
  }

  @Test
  void askingOftenPushesNothingOut() {
    for (var second = 0; second <= 3_700; second++) {
      at(second, second);
    }
    assertThat(grown(Window.HOUR)).isPresent();
    assertThat(grown(Window.FIVE_MINUTES)).isPresent();
    assertThat(series.latest(0)).hasValue(3_700);
  }

  @Test
  void aNumberThatNobodyKnowsHasNoGrowthAndIsNotZero() {
    at(0, 100);
    series.add(60 * SECOND, Series.UNKNOWN, 2_000);
    assertThat(series.latest(0)).isEmpty();
    assertThat(grown(Window.MINUTE)).isEmpty();
    assertThat(series.grown(1, Window.MINUTE)).map(Grown::bytes).contains(1_000L);

    series.add(120 * SECOND, 300, 3_000);
    assertThat(grown(Window.MINUTE).orElseThrow().over()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aSampleThatIsNotLaterIsTheSame() {
    at(60, 100);
    at(60, 500);
    at(30, 700);
    assertThat(series.latest(0)).hasValue(100);
  }

  /** The monotonic clock may begin anywhere and pass zero. */
  @Property(tries = 100)
  void growthIsWhatTheSamplesSayWhereverTheClockBegins(
      @ForAll @LongRange(min = Long.MIN_VALUE, max = Long.MAX_VALUE) long start,
      @ForAll @IntRange(min = 10, max = 300) int samples) {
    var any = new Series(1, Duration.ofSeconds(15));
    var bytes = any.bytes();
    for (var i = 0; i < samples; i++) {
      any.add(start + i * 20L * SECOND, i * 20L);
    }
    for (var window : Window.values()) {
      any.grown(0, window)
          .ifPresent(grown -> assertThat(grown.bytes()).isEqualTo(grown.over().toSeconds()));
    }
    assertThat(any.grown(0, Window.MINUTE)).isPresent();
    assertThat(any.bytes()).isEqualTo(bytes);
  }
}

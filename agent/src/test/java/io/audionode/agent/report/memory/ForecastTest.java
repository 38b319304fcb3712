package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final long MIB = 1 << 20;

  private final Map<Window, Grown> grown = new EnumMap<>(Window.class);

  private ForecastTest over(Window window, long mebibytes) {
    grown.put(window, new Grown(mebibytes * MIB, window.length(), false));
    return this;
  }

  private Forecast left(long mebibytes) {
    return Forecast.of(mebibytes * MIB, window -> Optional.ofNullable(grown.get(window)));
  }

  @Test
  void isARangeBetweenTheRatesOfTwoWindowsThatAgree() {
    over(Window.MINUTE, -3).over(Window.FIVE_MINUTES, 10).over(Window.HOUR, 80);

    var range = requireNonNull(left(120).range());
    assertThat(range.soonest()).isEqualTo(Duration.ofMinutes(60));
    assertThat(range.latest()).isEqualTo(Duration.ofMinutes(90));
    assertThat(left(120).reason()).isEqualTo("+10Mi in 5 min, +80Mi in 60 min");
  }

  @Test
  void usesTheShorterWindowsWhileTheHourIsNotCovered() {
    over(Window.MINUTE, 2).over(Window.FIVE_MINUTES, 10);
    assertThat(requireNonNull(left(20).range()).soonest()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void saysNothingBeforeFiveMinutes() {
    over(Window.MINUTE, 50);
    assertThat(left(100)).isEqualTo(new Forecast(null, "known for less than 5 minutes"));
  }

  @Test
  void saysNothingWhenTheRatesDiffer() {
    over(Window.FIVE_MINUTES, 30).over(Window.HOUR, 40);
    assertThat(left(100))
        .isEqualTo(new Forecast(null, "it grows too unevenly: +30Mi in 5 min, +40Mi in 60 min"));
  }

  @Test
  void saysNothingWhenEitherDoesNotGrow() {
    over(Window.FIVE_MINUTES, 0).over(Window.HOUR, 40);
    assertThat(left(100).range()).isNull();
    over(Window.FIVE_MINUTES, 4).over(Window.HOUR, -40);
    assertThat(left(100).range()).isNull();
    over(Window.FIVE_MINUTES, 0).over(Window.HOUR, 0);
    assertThat(left(100).reason()).startsWith("it does not grow steadily");
  }

  @Test
  void saysNothingOfWhatIsMoreThanADayAway() {
    over(Window.FIVE_MINUTES, 1).over(Window.HOUR, 12);
    assertThat(left(12 * 24 - 1).range()).isNotNull();
    assertThat(left(12 * 24 + 1).reason()).startsWith("more than a day away");
  }

  @Test
  void isNowWhereNothingIsLeft() {
    over(Window.FIVE_MINUTES, 10).over(Window.HOUR, 120);
    assertThat(requireNonNull(left(-5).range()).latest()).isZero();
  }
}

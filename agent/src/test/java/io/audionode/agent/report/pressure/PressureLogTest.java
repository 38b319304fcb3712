package io.audionode.agent.report.pressure;

import static io.audionode.agent.fixture.PressureLooks.MIXER;
import static io.audionode.agent.fixture.PressureLooks.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.PressureLooks;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PressureLogTest {
  private static final long START = FakeFlow.START.getEpochSecond();

  private final PressureLog log = new PressureLog(FakeFlow.START, 3);

  @Test
  void resumesAfterTheEventThatAClientKnows() {
    add(3);
    var batch = log.after(new EventId(START, 1), 10);
    assertThat(batch.gap()).isNull();
    assertThat(batch.events()).extracting(PressureEventView::seq).containsExactly(2L, 3L);
    assertThat(batch.last()).isEqualTo(log.latest()).hasToString(START + "-3");
    assertThat(log.after(batch.last(), 10).isEmpty()).isTrue();
  }

  @Test
  void tellsHowManyEventsAClientLost() {
    add(7);
    var batch = log.after(new EventId(START, 1), 10);
    assertThat(batch.gap()).isNotNull().extracting(GapView::lost).isEqualTo(3L);
    assertThat(batch.events()).extracting(PressureEventView::seq).containsExactly(5L, 6L, 7L);
  }

  @Test
  void tellsAClientOfAnEarlierStartThatNumbersBeganAnew() {
    add(2);
    for (var foreign : new EventId[] {new EventId(START - 9, 1), new EventId(START, 9)}) {
      var batch = log.after(foreign, 10);
      assertThat(batch.gap()).isNotNull().extracting(GapView::lost).isNull();
      assertThat(batch.events()).hasSize(2);
    }
  }

  @Test
  void wakesListenersUntilTheyLeave() {
    var woken = new AtomicInteger();
    Runnable listener = woken::incrementAndGet;
    log.listen(listener);
    add(2);
    log.forget(listener);
    add(1);
    assertThat(woken).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "17", "-1", "1-", "1-2-3", "1-x", "1-9999999999999999999"})
  void takesNothingElseForAnId(String text) {
    assertThat(EventId.parse(text)).isEmpty();
  }

  @Test
  void readsTheIdThatItPrints() {
    assertThat(EventId.parse(new EventId(5, 17).toString())).contains(new EventId(5, 17));
  }

  private void add(int events) {
    for (int i = 0; i < events; i++) {
      log.add(PressureLooks.event(MIXER, WARN));
    }
  }
}

package io.audionode.agent.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class BatchSizeProperties {
  private static final Duration BUDGET = Duration.ofMillis(1);
  private static final int SOON = 200;

  @Property
  void staysWithinItsBoundsWhateverCallsTake(
      @ForAll @Size(max = 200) List<@LongRange(min = 0, max = 50_000_000) Long> nanos) {
    var batch = new BatchSize(BUDGET);
    for (var took : nanos) {
      batch.took(Duration.ofNanos(took), batch.pages());
      assertThat(batch.pages()).isBetween(BatchSize.LEAST, BatchSize.MOST);
    }
  }

  /** On any machine on which the smallest batch is short enough. */
  @Property
  void findsASizeThatKeepsTheBudgetAndUsesHalfOfIt(
      @ForAll @IntRange(min = 500, max = 240_000) int nanosOfAPage) {
    var batch = new BatchSize(BUDGET);
    for (var call = 0; call < SOON; call++) {
      batch.took(Duration.ofNanos((long) nanosOfAPage * batch.pages()), batch.pages());
    }
    var steady = (long) nanosOfAPage * batch.pages();
    assertThat(steady).isLessThanOrEqualTo(BUDGET.toNanos());
    assertThat(batch.pages() == BatchSize.MOST || steady * 4 >= BUDGET.toNanos()).isTrue();
  }

  @Property
  void aCallWithFewerPagesThanAskedForProvesNoRoom(@ForAll @IntRange(min = 1, max = 15) int moved) {
    var batch = new BatchSize(BUDGET);
    var before = batch.pages();
    batch.took(Duration.ZERO, moved);
    assertThat(batch.pages()).isEqualTo(before);
  }

  @Property
  void anOverrunMakesTheNextBatchSmaller(@ForAll @LongRange(min = 1_000_001) long nanos) {
    var batch = new BatchSize(BUDGET);
    var before = batch.pages();
    batch.took(Duration.ofNanos(nanos), before);
    assertThat(batch.pages()).isLessThan(before);
  }
}

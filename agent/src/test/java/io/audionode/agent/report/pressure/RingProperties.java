package io.audionode.agent.report.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever a client has seen and however slowly it asks, it knows all, or how much it lost. */
class RingProperties {
  @Property(tries = 500)
  void whatIsLostAndWhatIsGivenAddUpToWhatWasAdded(
      @ForAll @IntRange(min = 1, max = 12) int capacity,
      @ForAll @IntRange(max = 40) int added,
      @ForAll @LongRange(min = -3, max = 50) long seen,
      @ForAll @IntRange(min = 1, max = 15) int most) {
    var ring = filled(capacity, added);
    var known = Math.clamp(seen, 0, added);

    var slice = ring.after(seen, most);

    var first = known + slice.lost() + 1;
    assertThat(slice.values())
        .containsExactlyElementsOf(LongStream.rangeClosed(first, slice.last()).boxed().toList());
    assertThat(slice.values().size()).isLessThanOrEqualTo(Math.min(most, capacity));
    assertThat(slice.lost()).isEqualTo(Math.max(0, added - capacity - known));
    assertThat(slice.values().isEmpty()).isEqualTo(known == added);
  }

  @Property(tries = 500)
  void clientThatResumesAgainAndAgainMissesNothingUntold(
      @ForAll @IntRange(min = 1, max = 8) int capacity,
      @ForAll List<@IntRange(max = 10) Integer> bursts,
      @ForAll @IntRange(min = 1, max = 5) int most) {
    var ring = new Ring<Long>(capacity);
    var seen = new ArrayList<Long>();
    long lost = 0;
    long position = 0;
    for (int burst : bursts) {
      for (int i = 0; i < burst; i++) {
        ring.add(number -> number);
      }
      var slice = ring.after(position, most);
      lost += slice.lost();
      seen.addAll(slice.values());
      position = slice.last();
    }
    assertThat(seen).isSorted().doesNotHaveDuplicates();
    assertThat(seen.size() + lost).isEqualTo(position);
  }

  private static Ring<Long> filled(int capacity, int added) {
    var ring = new Ring<Long>(capacity);
    for (int i = 0; i < added; i++) {
      ring.add(number -> number);
    }
    assertThat(ring.latest()).isEqualTo(added);
    return ring;
  }
}

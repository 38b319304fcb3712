package io.audionode.cgroupfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {
  @Test
  void maxIsAValueAboveEveryNumber() {
    assertThat(Limit.parse("max\n")).isEqualTo(Limit.MAX);
    assertThat(Limit.MAX).isGreaterThan(Limit.of(Long.MAX_VALUE)).isEqualByComparingTo(Limit.MAX);
    assertThat(Limit.of(1)).isLessThan(Limit.of(2)).isLessThan(Limit.MAX);
    assertThat(Limit.min(Limit.MAX, Limit.of(1))).isEqualTo(Limit.of(1));
    assertThat(Limit.max(Limit.MAX, Limit.of(1))).isEqualTo(Limit.MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "Max", "1 2", "1K", "9223372036854775808", "+1", "١"})
  void otherWordsAreMalformed(String text) {
    assertThatThrownBy(() -> Limit.parse(text)).isInstanceOf(Malformed.class);
  }

  @Property
  void printedLimitParsesToItself(@ForAll @LongRange(max = Long.MAX_VALUE) long value) {
    assertThat(Limit.parse(Limit.of(value).text())).isEqualTo(Limit.of(value));
  }
}

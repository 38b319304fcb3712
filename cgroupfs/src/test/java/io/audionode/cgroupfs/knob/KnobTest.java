package io.audionode.cgroupfs.knob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnobTest {
  private static final KernelVersion ANY = KernelVersion.since(4, 5);

  @ParameterizedTest
  @CsvSource({
    "4096, 4096",
    "4097, 4096",
    "4095, 0",
    "max, max",
    "' 8192 ', 8192",
    // PAGE_COUNTER_MAX pages are max to the kernel, one less is a number.
    "9223372036854771712, max",
    "9223372036854775807, max",
    "9223372036854767616, 9223372036854767616",
  })
  void memoryLimitIsComparedInPages(String text, String canonical) {
    var grammar = Grammars.memoryLimit(4_096);

    assertThat(grammar.print(grammar.parse(text))).isEqualTo(canonical);
  }

  @Property
  void printingIsIdempotent(
      @ForAll @LongRange(max = Long.MAX_VALUE) long value, @ForAll boolean large) {
    var grammar = Grammars.memoryLimit(large ? 65_536 : 4_096);
    var printed = grammar.print(Limit.of(value));

    assertThat(grammar.print(grammar.parse(printed))).isEqualTo(printed);
  }

  @Test
  void differentTextsOfOneMeaningAreOneText() {
    assertThat(Grammars.cpuList("cpuset.cpus", ANY).canonical("2,0-1\n")).isEqualTo("0-2");
    assertThat(Grammars.words("cgroup.controllers", ANY).canonical("cpu  io\n"))
        .isEqualTo("cpu io");
    assertThat(Grammars.flag("memory.oom.group", ANY).canonical("1\n")).isEqualTo("1");
    assertThatThrownBy(() -> Grammars.flag("memory.oom.group", ANY).canonical("2"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void modesSayWhatAWriteDoes() {
    var limit = Grammars.limit("memory.max", ANY);

    assertThat(limit.mayBlock()).isFalse();
    assertThat(limit.blocking().mayBlock()).isTrue();
    assertThat(limit.blocking().isWritable()).isTrue();
    assertThat(limit.readOnly().isWritable()).isFalse();
  }

  @Test
  void kernelVersionsAreOrderedByNumber() {
    assertThat(KernelVersion.parse("5.10.0-33-amd64"))
        .isEqualTo(KernelVersion.since(5, 10))
        .isGreaterThan(KernelVersion.since(5, 9))
        .isLessThan(KernelVersion.parse("6.1"));
    assertThatThrownBy(() -> KernelVersion.parse("five")).isInstanceOf(Malformed.class);
  }
}

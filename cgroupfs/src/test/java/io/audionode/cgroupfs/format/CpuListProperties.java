package io.audionode.cgroupfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CpuListProperties {
  @Property
  void printedListParsesToItself(
      @ForAll @Size(max = 200) Set<@IntRange(max = CpuList.HIGHEST) Integer> numbers) {
    var list = CpuList.of(numbers.stream().mapToInt(Integer::intValue).toArray());

    assertThat(CpuList.parse(list.text())).isEqualTo(list);
    assertThat(list.toList()).isSorted().containsExactlyInAnyOrderElementsOf(numbers);
  }
}

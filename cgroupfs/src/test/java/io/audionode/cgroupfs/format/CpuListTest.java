package io.audionode.cgroupfs.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-3,5     | 0-3,5",
        "5,0-3     | 0-3,5",
        "0,1,2     | 0-2",
        "0-1023:2/256 | 0-1,256-257,512-513,768-769",
        "0-10:2/4  | 0-1,4-5,8-9",
        "0-8:4/4   | 0-8",
        "65535     | 65535",
        "''        | ''",
      })
  void textHasOneCanonicalForm(String text, String canonical) {
    assertThat(CpuList.parse(text + "\n").text()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0-4000000000",
        "65536",
        "3-1",
        "0-",
        "-1",
        "1,,2",
        "1,",
        "a",
        "0-3:0/2",
        "0-3:3/2",
        "0-3:1"
      })
  void otherTextsAreMalformed(String text) {
    assertThatThrownBy(() -> CpuList.parse(text)).isInstanceOf(Malformed.class);
  }

  @Test
  void moreRangesThanThereAreNumbersAreMalformed() {
    assertThat(CpuList.parse("0-65535:1/2,1-65535:1/1").size()).isEqualTo(65_536);
    assertThatThrownBy(() -> CpuList.parse("0-65535:1/2,".repeat(1000) + "0"))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("at most 65536 ranges");
    assertThatThrownBy(() -> CpuList.parse("0,".repeat(70_000) + "0"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void behavesAsASet() {
    var list = CpuList.parse("0-3");

    assertThat(list.intersect(CpuList.parse("2-5"))).isEqualTo(CpuList.of(2, 3));
    assertThat(list.union(CpuList.parse("5"))).isEqualTo(CpuList.of(0, 1, 2, 3, 5));
    assertThat(list.minus(CpuList.parse("1-2"))).isEqualTo(CpuList.of(0, 3));
    assertThat(CpuList.of(1, 3).isSubsetOf(list)).isTrue();
    assertThat(CpuList.of(1, 4).isSubsetOf(list)).isFalse();
    assertThat(list.contains(3)).isTrue();
    assertThat(list.contains(-1)).isFalse();
    assertThat(list.size()).isEqualTo(4);
    assertThat(CpuList.EMPTY.isEmpty()).isTrue();
  }

  @Test
  void staysAsItIsWhenOthersAreMadeFromIt() {
    var list = CpuList.of(1);

    list.union(CpuList.of(2));

    assertThat(list).isEqualTo(CpuList.of(1)).hasToString("1");
  }
}

package io.audionode.cgroupfs.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MappingTest {
  /** {@code cat /proc/PID/maps /proc/PID/numa_maps}, shortened; 6.1.0-40-amd64. */
  private static final String MAPS =
      """
      55f0c8a00000-55f0c8a02000 r--p 00000000 fe:00 1234                       /usr/bin/audio
      7f2a40000000-7f2a52c00000 rw-p 00000000 00:00 0\s
      7f2a60000000-7f2a60001000 rw-p 00000000 00:00 0\s
      7ffd1f5e2000-7ffd1f5e6000 r--p 00000000 00:00 0                          [vvar]
      7ffd1f5e6000-7ffd1f5e8000 r-xp 00000000 00:00 0                          [vdso]
      ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
      """;

  private static final String NUMA_MAPS =
      """
      55f0c8a00000 default file=/usr/bin/audio mapped=2 N1=2 kernelpagesize_kB=4
      7f2a40000000 default anon=76800 dirty=76800 N0=76000 N1=800 kernelpagesize_kB=4
      7f2a60000000 default
      7ffd1f5e6000 default mapped=1 N0=1 kernelpagesize_kB=4
      """;

  @Test
  void joinsWhereMappingsAreWithWhatIsInThem() {
    var mappings = Mapping.parse(MAPS, NUMA_MAPS);

    assertThat(mappings)
        .extracting(Mapping::start)
        .containsExactly(0x55f0c8a00000L, 0x7f2a40000000L);
    assertThat(mappings.getLast().end()).isEqualTo(0x7f2a52c00000L);
    assertThat(mappings.getLast().away(1)).isEqualTo(Bytes.of(76000L * 4096));
    assertThat(mappings.getFirst().away(1)).isEqualTo(Bytes.ZERO);
  }

  @Test
  void textThatIsNoListOfMappingsIsMalformed() {
    assertThatThrownBy(() -> Mapping.parse("nonsense\n", ""))
        .isInstanceOf(KernelException.Malformed.class);
    assertThatThrownBy(() -> Mapping.parse("", "xyz default N0=1 kernelpagesize_kB=4\n"))
        .isInstanceOf(KernelException.Malformed.class);
    assertThatThrownBy(
            () ->
                Mapping.parse(
                    "7f10-7f10 rw-p 00000000 00:00 0\n",
                    "7f10 default anon=1 N0=1 kernelpagesize_kB=4\n"))
        .isInstanceOf(KernelException.Malformed.class)
        .hasMessageContaining("a range that ascends");
    assertThatThrownBy(() -> SchedStat.parse("1 2\n"))
        .isInstanceOf(KernelException.Malformed.class);
  }

  @Property
  void damagedTextIsMappingsOrMalformed(
      @ForAll @DoubleRange(max = 1) double at,
      @ForAll @IntRange(max = 20) int cut,
      @ForAll @StringLength(max = 4) String piece,
      @ForAll boolean inMaps) {
    var text = inMaps ? MAPS : NUMA_MAPS;
    var from = (int) (at * text.length());
    var damaged =
        text.substring(0, from) + piece + text.substring(Math.min(text.length(), from + cut));
    var thrown =
        catchThrowable(() -> Mapping.parse(inMaps ? damaged : MAPS, inMaps ? NUMA_MAPS : damaged));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(KernelException.Malformed.class);
    }
  }

  @Test
  void limitWithoutAValueIsMalformed() {
    assertThatThrownBy(() -> ProcLimits.parse("Max open files\n"))
        .isInstanceOf(KernelException.Malformed.class);
  }

  @Test
  void schedStatIsThreeNumbers() {
    assertThat(SchedStat.parse("1846310 45621 12\n"))
        .isEqualTo(new SchedStat(Duration.ofNanos(1846310), Duration.ofNanos(45621), 12));
  }
}

package io.audionode.cgroupfs.proc;

import static io.audionode.cgroupfs.Fixtures.kernel;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.Smaps.Part;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmapsTest {
  private static final String AMOUNTS =
      """
      Size:               1000 kB
      Rss:                  40 kB
      Pss:                  20 kB
      Pss_Dirty:            10 kB
      Anonymous:            12 kB
      Swap:                  8 kB
      SwapPss:               4 kB
      THPeligible:           0
      VmFlags: rd wr mr mw me ac sd
      """;

  private static String mapping(String name) {
    return "7f0000000000-7f00000fa000 rw-p 00000000 00:00 0 " + name + "\n" + AMOUNTS;
  }

  @ParameterizedTest
  @CsvSource({
    "'', ANONYMOUS",
    "'                 ', ANONYMOUS",
    "[anon: glibc: malloc], ANONYMOUS",
    "[heap], HEAP",
    "[stack], STACK",
    "/usr/lib/libc.so.6, FILE",
    "/opt/[heap], FILE",
    "'/opt/a b (deleted)', FILE",
    "/dev/snd/pcmC0D0p, FILE",
    "'/memfd:pipewire (deleted)', SHARED",
    "'/SYSV00000000 (deleted)', SHARED",
    "'/dev/zero (deleted)', SHARED",
    "/dev/shm/jack, SHARED",
    "[anon_shmem:ring], SHARED",
    "[vdso], OTHER",
    "anon_inode:[perf_event], OTHER",
  })
  void whatAMappingIsFollowsFromItsName(String name, Part part) {
    var smaps = Smaps.parse(mapping(name));

    assertThat(smaps.mappings()).isOne();
    assertThat(smaps.part(part)).isEqualTo(smaps.total());
    assertThat(smaps.total().rss()).isEqualTo(Bytes.ofKibibytes(40));
    assertThat(smaps.total().pss()).isEqualTo(Bytes.ofKibibytes(20));
    assertThat(smaps.total().anonymous()).isEqualTo(Bytes.ofKibibytes(12));
    assertThat(smaps.total().swap()).isEqualTo(Bytes.ofKibibytes(8));
    assertThat(smaps.total().swapPss()).isEqualTo(Bytes.ofKibibytes(4));
    assertThat(smaps.total().held()).isEqualTo(Bytes.ofKibibytes(48));
  }

  @Test
  void mappingsOfOneKindAddUp() {
    var smaps = Smaps.parse(mapping("[heap]") + mapping("") + mapping("[heap]"));

    assertThat(smaps.mappings()).isEqualTo(3);
    assertThat(smaps.part(Part.HEAP).rss()).isEqualTo(Bytes.ofKibibytes(80));
    assertThat(smaps.part(Part.ANONYMOUS).rss()).isEqualTo(Bytes.ofKibibytes(40));
  }

  @Test
  void processWithoutMemoryHasNoMappings() {
    assertThat(Smaps.parse("").mappings()).isZero();
    assertThat(Smaps.parse("").total()).isEqualTo(Smaps.Amounts.NONE);
  }

  @Test
  void amountThatIsMissingIsNotTakenForNone() {
    for (var key : new String[] {"Rss", "Pss", "Anonymous", "Swap", "SwapPss"}) {
      assertThatThrownBy(() -> Smaps.parse(mapping("").replaceAll("(?m)^" + key + ":", "Other:")))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("the key " + key + " of every mapping");
    }
  }

  @Test
  void amountsWithoutOrTwiceInAMappingAreMalformed() {
    assertThatThrownBy(() -> Smaps.parse(AMOUNTS)).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Smaps.parse(mapping("") + AMOUNTS)).isInstanceOf(Malformed.class);
  }

  @Test
  void lineThatTellsNothingIsMalformed() {
    assertThatThrownBy(() -> Smaps.parse("nonsense\n")).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Smaps.parse(mapping("") + "nonsense\n")).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "' 4 MB'",
    "' kB'",
    "' -4 kB'",
    "' 4 kB '",
    "' 9999999999999999 kB'",
    "' 999999999999999 kB'"
  })
  void amountThatCannotBeIsMalformed(String amount) {
    assertThatThrownBy(() -> Smaps.parse(mapping("").replace("                  40 kB", amount)))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void lineThatNoKernelWritesIsNotHeld() {
    assertThatThrownBy(() -> Smaps.parse("a".repeat(30_000)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("lines of at most 20480 bytes");
  }

  /** Reading may end a piece anywhere. */
  @Property(tries = 200)
  void piecesMayBeCutAnywhere(@ForAll @IntRange(min = 1, max = 9_000) int size) {
    var text = kernel("6.1", "proc/smaps");
    assertThat(inPieces(text.getBytes(UTF_8), size)).isEqualTo(Smaps.parse(text));
  }

  @Property(tries = 500)
  void anyBytesAreAValueOrMalformed(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 20) int size) {
    var thrown = catchThrowable(() -> inPieces(bytes, size));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(Malformed.class);
      assertThat(thrown.getMessage()).hasSizeLessThan(2_000).doesNotContain("\n");
    }
  }

  @Property(tries = 300)
  void bytesThatAreDamagedAreAValueOrMalformed(
      @ForAll @IntRange(min = 0, max = 30_000) int at, @ForAll byte[] damage) {
    var bytes = kernel("6.12", "proc/smaps").getBytes(UTF_8);
    System.arraycopy(damage, 0, bytes, at, Math.min(damage.length, bytes.length - at));
    var thrown = catchThrowable(() -> inPieces(bytes, 4_096));
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(Malformed.class);
    }
  }

  private static Smaps inPieces(byte[] bytes, int size) {
    var parser = new SmapsParser();
    for (var from = 0; from < bytes.length; from += size) {
      var piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size));
      parser.take(piece, piece.length);
    }
    return parser.end();
  }
}

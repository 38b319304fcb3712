package io.audionode.cgroupfs.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever bytes a system call answers with, they are read to their end or Malformed. */
class AnswersProperties {
  @Property
  void anyBytesAreNamesOrMalformed(@ForAll @Size(max = 200) byte[] answer) {
    check(() -> DirectoryEntry.parse(answer));
  }

  @Property
  void anyBytesAreEventsOrMalformed(@ForAll @Size(max = 200) byte[] answer) {
    check(() -> Inotify.parse(answer));
  }

  /** Records that fit, but for one byte. */
  @Property
  void damagedNamesAreNamesOrMalformed(
      @ForAll @IntRange(max = 3) int records, @ForAll @IntRange(max = 71) int at, @ForAll byte as) {
    var answer = ByteBuffer.allocate(records * 24).order(ByteOrder.nativeOrder());
    for (var i = 0; i < records; i++) {
      answer
          .putLong(i + 1)
          .putLong(i)
          .putShort((short) 24)
          .put((byte) 4)
          .put(new byte[] {'a', 'b', 'c', 0, 0});
    }
    var bytes = answer.array();
    if (at < bytes.length) {
      bytes[at] = as;
    }
    check(() -> DirectoryEntry.parse(bytes));
  }

  @Property
  void damagedEventsAreEventsOrMalformed(
      @ForAll @IntRange(max = 3) int events, @ForAll @IntRange(max = 71) int at, @ForAll byte as) {
    var answer = ByteBuffer.allocate(events * 24).order(ByteOrder.nativeOrder());
    for (var i = 0; i < events; i++) {
      answer.putInt(i).putInt(0x100).putInt(0).putInt(8).putLong(0x00_63_62_61);
    }
    var bytes = answer.array();
    if (at < bytes.length) {
      bytes[at] = as;
    }
    check(() -> Inotify.parse(bytes));
  }

  @Test
  void recordOfNoLengthDoesNotEndlesslyFollowItself() {
    assertThatThrownBy(() -> DirectoryEntry.parse(new byte[48])).isInstanceOf(Malformed.class);
  }

  private static void check(Runnable parse) {
    var thrown = catchThrowable(parse::run);
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(Malformed.class);
    }
  }
}

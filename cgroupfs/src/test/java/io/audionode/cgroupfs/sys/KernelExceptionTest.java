package io.audionode.cgroupfs.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelExceptionTest {
  private static final Operation WRITE =
      new Operation("write", "audio/node0/pod7f", "memory.max", "10G");

  @ParameterizedTest
  @CsvSource({
    "2, ENOENT, Gone",
    "3, ESRCH, Gone",
    "19, ENODEV, Gone",
    "1, EPERM, Denied",
    "13, EACCES, Denied",
    "30, EROFS, Denied",
    "95, EOPNOTSUPP, Unsupported",
    "38, ENOSYS, Unsupported",
    "16, EBUSY, Refused",
    "22, EINVAL, Refused",
    "28, ENOSPC, Refused",
    "11, EAGAIN, Refused",
    "512, errno 512, Refused",
  })
  void errnoDecidesTheKind(int number, String name, String kind) {
    var e = KernelException.of(WRITE, Errno.of(number), "");

    assertThat(e.errno()).isEqualTo(name);
    assertThat(e.getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void messageHasOneForm() {
    var e = KernelException.of(WRITE, Errno.of(16), "usage is 12G");

    assertThat(e)
        .hasMessage(
            "write memory.max=\"10G\" in audio/node0/pod7f: EBUSY (device or resource busy); usage"
                + " is 12G");
    assertThat(e.op()).isEqualTo("write");
    assertThat(e.cgroup()).isEqualTo("audio/node0/pod7f");
    assertThat(e.file()).isEqualTo("memory.max");
    assertThat(e.value()).isEqualTo("10G");
  }

  @Test
  void remedyIsAddedOnce() {
    var e = KernelException.of(WRITE, Errno.of(16), "").withRemedy("wait");

    assertThat(e).isInstanceOf(KernelException.Refused.class).hasMessageEndingWith("; wait");
    assertThat(e.withRemedy("other")).isSameAs(e);
  }

  @Test
  void foreignTextIsBoundedAndOnOneLine() {
    var e = new KernelException.Malformed("a number", "\u001b[31m\n" + "x".repeat(100_000));

    assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\n", "\u001b");
    assertThat(e.text()).hasSize(400);
  }
}

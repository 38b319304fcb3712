package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as strace 6.1 writes them. */
class WrittenPathsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7 openat(4</a>, \"b\", O_WRONLY|O_CLOEXEC) = 5</a/b>",
        "7 openat(AT_FDCWD</c>, \"/a/b\", O_RDWR|O_CREAT, 0666) = 5</a/b>",
        "7 openat(4</a/c>, \"../b\", O_WRONLY <unfinished ...>",
        "7 mkdirat(4</a>, \"b\", 0755) = -1 EEXIST (File exists)",
        "7 unlinkat(4</a>, \"b\", AT_REMOVEDIR) = 0",
        "7 ftruncate(5</a/b>, 0) = 0",
        "mkdir(\"/a/b\", 0755) = 0",
      })
  void tellOfWhatIsWritten(String line) {
    assertThat(WrittenPaths.in(List.of(line))).containsExactly("/a/b");
  }

  @Test
  void areBothNamesOfARename() {
    assertThat(WrittenPaths.in(List.of("7 renameat(4</a>, \"b.new\", 4</a>, \"b\") = 0")))
        .containsExactly("/a/b", "/a/b.new");
  }

  @Test
  void areWhereALinkLeads() {
    assertThat(WrittenPaths.in(List.of("7 openat(4</a>, \"b\", O_WRONLY) = 5</etc/shadow>")))
        .containsExactly("/a/b", "/etc/shadow");
  }

  @Test
  void areWhereALinkLeadsAlsoWhenAnotherThreadsCallCameBetween() {
    var lines =
        List.of(
            "7 openat(4</a>, \"b\", O_WRONLY <unfinished ...>",
            "8 openat(4</a>, \"c\", O_RDONLY <unfinished ...>",
            "7 <... openat resumed>) = 5</etc/shadow>",
            "8 <... openat resumed>) = 6</etc/passwd>");
    assertThat(WrittenPaths.in(lines)).containsExactly("/a/b", "/etc/shadow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7 openat(4</a>, \"b\", O_RDONLY|O_CLOEXEC) = 5</a/b>",
        "7 +++ exited with 0 +++",
        "7 --- SIGTERM {si_signo=SIGTERM} ---",
      })
  void leaveOutWhatIsOnlyRead(String line) {
    assertThat(WrittenPaths.in(List.of(line))).isEmpty();
  }
}

package io.audionode.cgroupfs.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls that behave the same on an ordinary directory of any Linux. */
class LinuxTest {
  private static final Linux SYS = Linux.system();

  @TempDir private Path root;

  @Test
  void listsMoreNamesThanOneCallReturns() throws IOException {
    var names = IntStream.range(0, 2_000).mapToObj(i -> "a-rather-long-name-" + i).sorted();
    var expected = names.toList();
    for (var name : expected) {
      Files.createDirectory(root.resolve(name));
    }
    Files.createFile(root.resolve("file"));

    try (var directory = SYS.openDirectory(root)) {
      assertThat(SYS.listDirectories(directory)).isEqualTo(expected);
      assertThat(SYS.list(directory)).hasSize(2_001).contains("file");
    }
  }

  @Test
  void inodeIsTheFileSystems() throws IOException {
    try (var directory = SYS.openDirectory(root)) {
      assertThat(SYS.inode(directory)).isEqualTo(Files.getAttribute(root, "unix:ino"));
    }
  }

  @Test
  void readsFilesOfAnySizeUpToTheLimit() throws IOException {
    Files.writeString(root.resolve("file"), "ä".repeat(50_000));

    try (var directory = SYS.openDirectory(root)) {
      assertThat(SYS.readAt(directory, "file", 100_000)).hasSize(50_000);
      assertThatThrownBy(() -> SYS.readAt(directory, "file", 99_999))
          .isInstanceOf(KernelException.Malformed.class)
          .hasMessageContaining("at most 99999 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 8191, 9216, 50_000})
  void readsAnOpenFileOfAnySizeAgainFromItsBeginning(int bytes) throws IOException {
    var file = Files.writeString(root.resolve("file"), "x".repeat(bytes));

    try (var directory = SYS.openDirectory(root);
        var open = SYS.openFileAt(directory, "file", Access.READ)) {
      assertThat(SYS.reread(open)).hasSize(bytes);
      Files.writeString(file, "y".repeat(bytes + 1));
      assertThat(SYS.reread(open)).isEqualTo("y".repeat(bytes + 1));
    }
  }

  @Test
  void givesBackWhatWasFreed() throws IOException {
    try (var kept = Arena.ofConfined()) {
      try (var freed = Arena.ofConfined()) {
        for (var i = 0; i < 300; i++) {
          freed.allocate(100 << 10);
          kept.allocate(8 << 10); // between them, so that freeing alone gives nothing back
        }
      }
      var before = residentKibibytes();
      assertThat(SYS.trimHeap()).isTrue();
      assertThat(before - residentKibibytes()).isGreaterThan(20 << 10);
    }
  }

  private static long residentKibibytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/smaps_rollup"))) { // status is approximate
      var line = lines.filter(it -> it.startsWith("Rss:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }

  @Test
  void handsAFileOverInPiecesUntilTheSinkHasEnough() throws IOException {
    Files.write(root.resolve("file"), new byte[100_000]);
    var sizes = new ArrayList<Integer>();

    try (var directory = SYS.openDirectory(root)) {
      assertThat(SYS.readAt(directory, "file", (_, count) -> sizes.add(count))).isTrue();
      assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(100_000);
      assertThat(sizes).hasSizeGreaterThan(10);
      assertThat(SYS.readAt(directory, "file", (_, _) -> false)).isFalse();
    }
  }

  @Test
  void bytesThatAreNoTextAreStillRead() throws IOException {
    Files.write(root.resolve("file"), new byte[] {'a', (byte) 0xff, 'b'});

    try (var directory = SYS.openDirectory(root)) {
      assertThat(SYS.readAt(directory, "file")).isEqualTo("a\ufffdb");
    }
  }

  @Test
  void namesWithNulNeverReachTheKernel() {
    try (var directory = SYS.openDirectory(root)) {
      assertThatThrownBy(() -> SYS.readAt(directory, "a\0b"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void descriptorClosesWhenTheLastUserHasLeft() throws Exception {
    var event = SYS.eventFd();
    var waiting =
        Thread.ofPlatform()
            .start(
                () ->
                    SYS.poll(
                        List.of(new Sys.Interest(event, Sys.Condition.READABLE)),
                        Duration.ofMillis(300)));
    Thread.sleep(100);

    event.close();

    assertThatThrownBy(() -> SYS.signal(event)).isInstanceOf(Fd.ClosedException.class);
    waiting.join();
    // Closed for good, and skipped by later calls.
    assertThat(
            SYS.poll(
                List.of(new Sys.Interest(event, Sys.Condition.READABLE)), Duration.ofMillis(1)))
        .isEmpty();
  }

  @Test
  void eventFdWakesUntilItIsDrained() {
    try (var event = SYS.eventFd()) {
      var interests = List.of(new Sys.Interest(event, Sys.Condition.READABLE));
      SYS.signal(event);
      SYS.signal(event);

      assertThat(SYS.poll(interests, Duration.ofSeconds(9)))
          .containsExactly(new Sys.Ready(event, true, false));
      SYS.drain(event);
      SYS.drain(event);
      assertThat(SYS.poll(interests, Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void epollNamesWhatIsReadyByItsTag() {
    var calls = SYS.epoll();
    try (var epoll = calls.create();
        var ready = SYS.eventFd();
        var quiet = SYS.eventFd()) {
      calls.add(epoll, ready, Sys.Condition.READABLE, Long.MIN_VALUE);
      calls.add(epoll, quiet, Sys.Condition.READABLE, 7);
      SYS.signal(ready);

      var event = new Epoll.Event(Long.MIN_VALUE, true, false);
      assertThat(calls.await(epoll, Duration.ofSeconds(9))).containsExactly(event);
      assertThat(calls.await(epoll, Duration.ofSeconds(9))).containsExactly(event);
      SYS.drain(ready);
      assertThat(calls.await(epoll, Duration.ofMillis(1))).isEmpty();

      assertThatThrownBy(() -> calls.add(epoll, quiet, Sys.Condition.READABLE, 8))
          .isInstanceOf(KernelException.Refused.class)
          .hasMessage("epoll_ctl eventfd: EEXIST (file exists)");
    }
  }

  @Test
  void closedDescriptorLeavesEpollByItself() {
    var calls = SYS.epoll();
    try (var epoll = calls.create()) {
      var event = SYS.eventFd();
      calls.add(epoll, event, Sys.Condition.READABLE, 1);
      SYS.signal(event);
      event.close();
      assertThat(calls.await(epoll, Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void processThatIsNotThereIsGone() {
    SYS.kill(SYS.getpid(), 0);
    assertThatThrownBy(() -> SYS.kill(Integer.MAX_VALUE, 0))
        .isInstanceOf(KernelException.Gone.class)
        .hasMessage("kill pid 2147483647=\"signal 0\": ESRCH (no such process)");
  }

  @Test
  void directoriesAreSynced() {
    SYS.syncDirectory(root);
    assertThatThrownBy(() -> SYS.syncDirectory(root.resolve("absent")))
        .isInstanceOf(KernelException.Gone.class);
  }
}

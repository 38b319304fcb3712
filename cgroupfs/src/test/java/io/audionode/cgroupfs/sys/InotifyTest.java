package io.audionode.cgroupfs.sys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.sys.Inotify.Event;
import io.audionode.cgroupfs.sys.Inotify.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path root;

  @Test
  void reportsWhatHappensInADirectory() throws IOException {
    try (var inotify = new Inotify(Linux.system())) {
      var watch = inotify.watch(root, EnumSet.of(Kind.CREATE, Kind.DELETE));
      Files.createDirectory(root.resolve("pod1"));

      assertThat(inotify.await(LONG))
          .containsExactly(new Event(watch, Set.of(Kind.CREATE, Kind.ISDIR), "pod1"));
    }
  }

  @Test
  void endOfAWatchIsReported() throws IOException {
    try (var inotify = new Inotify(Linux.system())) {
      var directory = Files.createDirectory(root.resolve("pod1"));
      var watch = inotify.watch(directory, EnumSet.of(Kind.DELETE_SELF));
      Files.delete(directory);

      assertThat(inotify.await(LONG))
          .extracting(Event::kinds)
          .containsExactly(Set.of(Kind.DELETE_SELF), Set.of(Kind.IGNORED));
      inotify.unwatch(watch);
    }
  }

  /** Two events a file, each of 32 bytes: three reads. */
  @Test
  void givesAllThatHappenedWithoutWaiting() throws IOException {
    try (var inotify = new Inotify(Linux.system())) {
      inotify.watch(root, EnumSet.of(Kind.CREATE, Kind.DELETE));
      assertThat(inotify.pending()).isEmpty();
      for (var i = 0; i < 2500; i++) {
        Files.delete(Files.createFile(root.resolve("file" + i)));
      }
      assertThat(inotify.pending()).hasSize(5000);
      assertThat(inotify.pending()).isEmpty();
    }
  }

  @Test
  void wakeBeforeTheWaitIsNotLost() {
    try (var inotify = new Inotify(Linux.system())) {
      inotify.wake();

      assertThat(inotify.await(LONG)).isEmpty();
    }
  }

  @Test
  void closeEndsTheWait() throws InterruptedException {
    var inotify = new Inotify(Linux.system());
    var waiting = Thread.ofPlatform().start(() -> inotify.await(LONG));
    Thread.sleep(100);

    inotify.close();
    inotify.close();

    assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
    inotify.wake();
    assertThat(inotify.await(LONG)).isEmpty();
    assertThat(inotify.pending()).isEmpty();
  }

  @Test
  void overflowHasNoWatchAndNoName() {
    var overflow = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(-1).putInt(0x4000);

    assertThat(Inotify.parse(overflow.array()))
        .containsExactly(new Event(-1, Set.of(Kind.OVERFLOW), ""));
  }

  @Test
  void namesEndAtTheirPadding() {
    var event =
        ByteBuffer.allocate(16 + 8)
            .order(ByteOrder.nativeOrder())
            .putInt(3)
            .putInt(0x2)
            .putInt(0)
            .putInt(8)
            .put("min".getBytes(US_ASCII));

    assertThat(Inotify.parse(event.array()))
        .containsExactly(new Event(3, Set.of(Kind.MODIFY), "min"));
  }
}

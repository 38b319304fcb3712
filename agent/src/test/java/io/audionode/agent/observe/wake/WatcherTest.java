package io.audionode.agent.observe.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.kernel.SettledLists;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What asks for a look. Real inotify, on ordinary directories. */
class WatcherTest {
  private static final Path QUEUE = Path.of("/proc/sys/fs/inotify/max_queued_events");

  @TempDir Path mount;

  private final BlockingQueue<String> marks = new LinkedBlockingQueue<>();
  private final SettledCgroups settled = new SettledCgroups(System::nanoTime);

  @Test
  void readsAllAnewWhenEventsWereLost() throws IOException, InterruptedException {
    var pod = Files.createDirectory(mount.resolve("pod"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(pod);
      settle("pod");
      // Not readString: a sysctl gives all of itself to the first read(2), however small.
      var events = Integer.parseInt(Files.readAllLines(QUEUE).getFirst());
      for (var i = 0; i <= events / 2; i++) { // made and removed: two events that do not merge
        Files.delete(Files.createFile(mount.resolve("memory.stat" + i)));
      }
      start(watcher);
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("inotify overflow");
      assertThat(isInDoubt("pod")).isTrue();
      assertThat(watcher.overflows()).isEqualTo(1);
    }
  }

  @Test
  void forgetsWhatWasRemovedWhileEventsWereLost() throws IOException, InterruptedException {
    var removed = Files.createDirectory(mount.resolve("removed"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(removed);
      var events = Integer.parseInt(Files.readAllLines(QUEUE).getFirst());
      for (var i = 0; i <= events / 2; i++) {
        Files.delete(Files.createFile(mount.resolve("memory.stat" + i)));
      }
      Files.delete(removed);
      start(watcher);
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("inotify overflow");
      assertThat(watcher.watched()).isEqualTo(1);
    }
  }

  @Test
  void asksForALookWhenAContainersDirectoryAppearsOrAProcessComes()
      throws IOException, InterruptedException {
    var procs = Files.createFile(mount.resolve("cgroup.procs"));
    var stat = Files.createFile(mount.resolve("memory.stat"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      start(watcher);
      Files.writeString(stat, "anon 1\n");
      Files.createDirectory(mount.resolve("container"));
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("inotify container");
      Files.writeString(procs, "1\n");
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("inotify cgroup.procs");
    }
  }

  @Test
  void showsThatItIsThereWithEachEvent() throws IOException, InterruptedException {
    try (var watcher = watcher()) {
      watcher.watch(mount);
      start(watcher);
      Files.createDirectory(mount.resolve("container"));
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("inotify container");
      await().until(() -> watcher.pulse().state().looks() > 0);
      assertThat(watcher.pulse().state().lastFailure()).isNull();
    }
  }

  @Test
  void goesOnAfterAFailureAndAsksForALookBecauseOfIt() throws IOException, InterruptedException {
    var failedOnce = new AtomicBoolean();
    try (var watcher =
        new Watcher(
            new Inotify(Linux.system()),
            mount,
            settled,
            cause -> {
              if (failedOnce.compareAndSet(false, true)) {
                throw new IllegalStateException("nobody listens to " + cause);
              }
              marks.add(cause);
            })) {
      watcher.watch(mount);
      start(watcher);
      Files.createDirectory(mount.resolve("container"));
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("watching failed");
      assertThat(watcher.pulse().state().failures()).isOne();
      Files.createDirectory(mount.resolve("another"));
      assertThat(marks.poll(10, TimeUnit.SECONDS)).isEqualTo("inotify another");
      await().until(() -> watcher.pulse().state().lastFailure() == null);
    }
  }

  @Test
  void tellsOfStatisticsWithoutAskingForALook() throws IOException, InterruptedException {
    var pod = Files.createDirectory(mount.resolve("pod"));
    var events = Files.createFile(pod.resolve("memory.events"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(pod);
      start(watcher);
      settle("pod");
      Files.writeString(events, "oom_kill 1\n");
      await().until(() -> isInDoubt("pod"));
      assertThat(marks).isEmpty();
    }
  }

  @Test
  void takesNothingForSettledThatCameAnew() throws IOException, InterruptedException {
    var pod = Files.createDirectory(mount.resolve("pod"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(pod);
      start(watcher);
      settle("pod");
      Files.delete(pod);
      Files.createDirectory(pod);
      await().until(() -> isInDoubt("pod"));
    }
  }

  /** A look that begins knows of all that was done before, whatever the watching thread does. */
  @Test
  void catchesUpWithAllThatWasDoneBefore() throws IOException {
    var pod = Files.createDirectory(mount.resolve("pod"));
    var limit = Files.createFile(pod.resolve("memory.max"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(pod);
      settle("pod");
      for (var i = 0; i < 5000; i++) { // several reads
        Files.delete(Files.createFile(mount.resolve("memory.stat" + i)));
      }
      watcher.catchUp();
      settle("pod");
      Files.writeString(limit, "max\n");
      watcher.catchUp();
      assertThat(isInDoubt("pod")).isTrue();
    }
  }

  @Test
  void tellsWhoseFileWasWritten() throws IOException {
    var pid = (int) ProcessHandle.current().pid();
    var score = Path.of("/proc/" + pid + "/oom_score_adj");
    var process = new SeenProcess(new ProcessId(pid, 1), 1, "java", 0, CgroupPath.of("pod"));
    try (var watcher = watcher()) {
      watcher.watchOpen(score);
      SettledLists.settle(settled, CgroupPath.of("pod"), pid + "\n", process);
      assertThat(settled.listed(CgroupPath.of("pod"))).isPresent();
      Files.writeString(score, Files.readString(score));
      watcher.catchUp();
      assertThat(settled.listed(CgroupPath.of("pod"))).isEmpty();
      assertThat(marks).containsExactly("inotify ");
    }
  }

  /** The look before has read it without a watch. */
  @Test
  void doubtsAProcessWhoseFileIsWatchedFromNowOn() {
    var pid = (int) ProcessHandle.current().pid();
    var score = Path.of("/proc/" + pid + "/oom_score_adj");
    var process = new SeenProcess(new ProcessId(pid, 1), 1, "java", 0, CgroupPath.of("pod"));
    try (var watcher = watcher()) {
      SettledLists.settle(settled, CgroupPath.of("pod"), pid + "\n", process);
      watcher.watchOpen(score);
      assertThat(settled.listed(CgroupPath.of("pod"))).isEmpty();
      SettledLists.settle(settled, CgroupPath.of("pod"), pid + "\n", process);
      watcher.watchOpen(score);
      assertThat(settled.listed(CgroupPath.of("pod"))).as("watched already").isPresent();
    }
  }

  @Test
  void readsAllAnewWhereAProcessesFileCannotBeKeptOpen() throws IOException {
    var pod = Files.createDirectory(mount.resolve("pod"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(pod);
      settle("pod");
      watcher.watchOpen(Path.of("/proc/sys/vm/swappiness/not-a-directory"));
      assertThat(isInDoubt("pod")).as("read at each look anyway").isFalse();
      watcher.watchOpen(Path.of("/proc/1/oom_score_adj/not-a-directory"));
      assertThat(isInDoubt("pod")).isTrue();
    }
  }

  @Test
  void readsAllAnewWhereTheKernelRefusesAWatch() throws IOException {
    var pod = Files.createDirectory(mount.resolve("pod"));
    var loop = Files.createSymbolicLink(mount.resolve("loop"), Path.of("loop"));
    try (var watcher = watcher()) {
      watcher.watch(mount);
      watcher.watch(pod);
      settle("pod");
      watcher.watch(loop.resolve("pod"));
      assertThat(isInDoubt("pod")).isTrue();
    }
  }

  private void settle(String name) {
    settled.get(new CgroupPath(name), SettledLists.THERE);
    assertThat(isInDoubt(name)).isFalse();
  }

  private boolean isInDoubt(String name) {
    return !settled.isSettled(new CgroupPath(name));
  }

  private Watcher watcher() {
    return new Watcher(new Inotify(Linux.system()), mount, settled, marks::add);
  }

  private static void start(Watcher watcher) {
    Thread.ofPlatform().daemon().start(watcher);
  }
}

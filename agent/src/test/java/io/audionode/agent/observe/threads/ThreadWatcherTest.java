package io.audionode.agent.observe.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.model.thread.WatchedRoot;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadWatcherTest {
  @TempDir Path mount;

  @Test
  void goesOnAfterAFailedSweepAndTellsOfIt() throws IOException {
    var root = new CgroupPath("audio/node0/poduid-mixer/c1/main");
    Files.createFile(
        Files.createDirectories(mount.resolve(root.value())).resolve("cgroup.threads"));
    var sys = Linux.system();
    var failedOnce = new AtomicBoolean();
    var looks = new CopyOnWriteArrayList<ThreadLook>();
    try (var watcher =
        new ThreadWatcher(
            new CgroupFs(sys, mount),
            new ProcFs(sys),
            new Tasks(sys),
            Clocks.system(),
            () -> {},
            look -> {
              if (failedOnce.compareAndSet(false, true)) {
                throw new IllegalStateException("nobody listens");
              }
              looks.add(look);
            })) {
      Thread.ofPlatform().daemon().start(watcher);
      watcher.want(
          List.of(
              new WatchedRoot(
                  PodBuilder.roomy("mixer", "64Mi", "128Mi"),
                  List.of(root),
                  Map.of(),
                  _ -> true,
                  false)));
      await().until(() -> watcher.pulse().state().failures() == 1);
      await().until(() -> !looks.isEmpty());
      await().until(() -> watcher.pulse().state().lastFailure() == null);
      assertThat(watcher.pulse().state().failures()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 300", "6, 300", "10, 500", "16, 800", "500, 800"})
  void sweepsLessOftenWhenItTakesLongerButWithinTheSecond(long took, long period) {
    assertThat(ThreadWatcher.periodAfter(Duration.ofMillis(took)))
        .isEqualTo(Duration.ofMillis(period));
  }
}

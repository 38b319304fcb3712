package io.audionode.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.apply.Outcome;
import io.audionode.agent.apply.WatchedSys;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.OnStop;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.observe.pressure.AlarmRegister;
import io.audionode.agent.plan.Action;
import io.audionode.agent.plan.Plan;
import io.audionode.agent.report.status.FakeVitals;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How an agent ends, on ordinary files in the place of the kernel's. */
class LastRunsTest {
  private static final CgroupPath POD = new CgroupPath("pod1");

  @TempDir private Path directory;
  private final CountDownLatch moved = new CountDownLatch(1);

  /** Whoever upgrades an agent waits for nothing. */
  @ParameterizedTest
  @EnumSource(OnStop.class)
  void waitsForWhatIsUnderWayWhereItIsPutBackNext(OnStop then) throws IOException {
    file("cgroup.controllers", "cpuset\n");
    file("pod1/cgroup.controllers", "cpuset\n");
    var mems = file("pod1/cpuset.mems", "0-1\n");
    var sys = WatchedSys.guardedBy(_ -> awaitMoved());
    try (var journal = Journal.open(directory.resolve("state"), "boot-a");
        var applier =
            new Applier(
                new CgroupFs(sys, directory),
                new ProcFs(sys, directory),
                new Tasks(sys, directory),
                journal)) {
      var narrow = new Action.WriteKnob(POD, null, "cpuset.mems", "0-1", "1", "");
      assertThat(applier.apply(new Plan(List.of(), List.of(narrow))))
          .singleElement()
          .isInstanceOf(Outcome.Skipped.class);

      if (then == OnStop.RESTORE) {
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(moved::countDown);
      }
      lastRuns(applier, journal).end(() -> {}, then);

      var waits = then == OnStop.RESTORE;
      assertThat(mems).content().startsWith(waits ? "1" : "0");
      assertThat(applier.late()).hasSize(waits ? 1 : 0);
    } finally {
      moved.countDown();
    }
  }

  private static LastRuns lastRuns(Applier applier, Journal journal) {
    var calm = new AlarmRegister(() -> Duration.ZERO, () -> 0, () -> {});
    var board = new StatusBoard(FakeVitals.well(), Configuration::defaults, InstantSource.system());
    return new LastRuns(calm, applier, journal, board);
  }

  private boolean awaitMoved() {
    try {
      moved.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private Path file(String name, String text) throws IOException {
    var file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, text);
  }
}

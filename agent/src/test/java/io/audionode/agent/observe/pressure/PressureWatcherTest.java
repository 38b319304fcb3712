package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PressureLooks.WARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Verdict;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over directories that look like a kernel without PSI: what is left is to sample. */
class PressureWatcherTest {
  private static final Pace FAST =
      new Pace(Duration.ZERO, Duration.ofMillis(20), Duration.ofSeconds(30));
  private static final CgroupPath CONTAINER = new CgroupPath("audio/node0/poduid-mixer/c1");
  private static final CgroupPath HOG = new CgroupPath("kubepods/besteffort/poduid-hog");

  @TempDir private Path root;

  private final List<PressureLook> looks = new CopyOnWriteArrayList<>();
  private PressureWatcher watcher;

  @BeforeEach
  void start() throws IOException {
    stat(CgroupPath.ROOT, 0, 0);
    stat(CONTAINER, 0, 0);
    current(HOG, Bytes.ofMebibytes(10));
    write(new CgroupPath("proc"), "meminfo", meminfo());
    write(new CgroupPath("proc"), "stat", "cpu 0 0 0 0\n");
    write(new CgroupPath("proc/self"), "limits", "Max open files  1024  4096  files\n");
    var sys = Linux.system();
    watcher =
        new PressureSources(
                sys,
                new CgroupFs(sys, root),
                new ProcFs(sys, root.resolve("proc")),
                new Clocks(InstantSource.system(), System::nanoTime),
                Map.of("uid-hog", "default/hog")::get)
            .watcher(FAST, looks::add);
    Thread.ofPlatform().daemon().start(watcher);
    watcher.want(new Wanted(wanted(), Set.of("uid-mixer")));
    await().until(() -> looks.size() > 3);
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  private List<WantedTrigger> wanted() {
    try (var cgroup = new CgroupFs(Linux.system(), root).open(CONTAINER)) {
      var mixer =
          new Watched(
              Scope.CONTAINER, CONTAINER, cgroup.inode(), CONTAINER, "uid-mixer", "default/mixer");
      return List.of(new WantedTrigger(Watched.node(), WARN), new WantedTrigger(mixer, WARN));
    }
  }

  @Test
  void saysThatItIsDegradedAndTellsNothingWhileNothingHappens() {
    assertThat(looks.getLast().triggers().degraded()).isEqualTo("no PSI (boot with psi=1)");
    assertThat(looks.getLast().triggers().states()).hasSize(2).noneMatch(state -> state.armed());
    assertThat(events()).isEmpty();
    assertThat(watcher.failures()).isZero();
  }

  @Test
  void tellsOfPagesThatAPodLostAndWhoGrewMeanwhile() throws IOException {
    current(HOG, Bytes.ofMebibytes(50));
    stat(CONTAINER, 30, 12);
    await().until(() -> !events().isEmpty());

    var event = events().getFirst();
    assertThat(event.trigger()).isNull();
    assertThat(event.watched().subject()).isEqualTo("default/mixer");
    assertThat(event.judgement().verdict()).isEqualTo(Verdict.AUDIO_HURTS);
    assertThat(event.growth().memory().majorFaults()).isEqualTo(30);
    assertThat(event.growth().memory().refaults()).isEqualTo(12);
    assertThat(event.node().available()).isEqualTo(Bytes.ofKibibytes(3000));
    assertThat(event.actions()).isEmpty();
  }

  @Test
  void tellsOfTheSameLossOnlyOnce() throws IOException {
    stat(CONTAINER, 30, 12);
    await().until(() -> !events().isEmpty());
    var seen = looks.size();
    await().until(() -> looks.size() > seen + 5);
    assertThat(events()).hasSize(1);
  }

  @Test
  void takesALossOfTheMachineForNoiseWhenNoPodLostAnything() throws IOException {
    stat(CgroupPath.ROOT, 500, 0);
    await().until(() -> !events().isEmpty());
    assertThat(events().getFirst().watched().scope()).isEqualTo(Scope.NODE);
    assertThat(events().getFirst().judgement().verdict()).isEqualTo(Verdict.NOISE_ELSEWHERE);
  }

  private List<PressureEvent> events() {
    return looks.stream().flatMap(look -> look.events().stream()).toList();
  }

  private void stat(CgroupPath path, long majorFaults, long refaults) throws IOException {
    write(path, "cgroup.controllers", "memory\n");
    write(
        path,
        "memory.stat",
        "anon 1\nfile 1\nshmem 0\nsock 0\npgfault 1\npgmajfault %d\nworkingset_refault_anon %d\nworkingset_refault_file 0\npgscan 0\npgsteal 0\n"
            .formatted(majorFaults, refaults));
  }

  private void current(CgroupPath path, Bytes bytes) throws IOException {
    write(path, "cgroup.controllers", "memory\n");
    write(path, "memory.current", bytes.value() + "\n");
  }

  private static String meminfo() {
    return "MemTotal: 4000 kB\nMemFree: 1000 kB\nMemAvailable: 3000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n";
  }

  /** Whole or not at all, as the kernel's files are. */
  private void write(CgroupPath path, String file, String text) throws IOException {
    var directory = Files.createDirectories(root.resolve(path.value()));
    var fresh = Files.writeString(directory.resolve("." + file), text);
    Files.move(fresh, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
  }
}

package io.audionode.agent.observe.pressure;

import static io.audionode.agent.fixture.PressureLooks.WARN;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.pressure.PressureEvent;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.Verdict;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private FakeNode node;
  private PressureWatcher watcher;

  @BeforeEach
  void start() throws IOException {
    node = FakeNode.in(root);
    node.stat(CgroupPath.ROOT, 0, 0);
    var mixer = node.container(CONTAINER, "mixer");
    node.current(HOG, Bytes.ofMebibytes(10));
    var sys = Linux.system();
    watcher =
        new PressureSources(
                sys,
                new CgroupFs(sys, root),
                new ProcFs(sys, root.resolve("proc")),
                Clocks.system(),
                Map.of("uid-hog", "default/hog")::get)
            .watcher(FAST, looks::add);
    Thread.ofPlatform().daemon().start(watcher);
    watcher.want(
        new Wanted(
            List.of(new WantedTrigger(Watched.node(), WARN), new WantedTrigger(mixer, WARN)),
            Set.of("uid-mixer"),
            Map.of()));
    await().until(() -> looks.size() > 3);
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  @Test
  void saysThatItIsDegradedAndTellsNothingWhileNothingHappens() {
    assertThat(looks.getLast().triggers().degraded()).isEqualTo("no PSI (boot with psi=1)");
    assertThat(looks.getLast().triggers().states()).hasSize(2).noneMatch(state -> state.armed());
    assertThat(events()).isEmpty();
    assertThat(watcher.pulse().state().failures()).isZero();
  }

  @Test
  void tellsOfPagesThatAPodLostAndWhoGrewMeanwhile() throws IOException {
    node.current(HOG, Bytes.ofMebibytes(50));
    node.stat(CONTAINER, 30, 12);
    await().until(() -> !events().isEmpty());

    var event = events().getFirst();
    assertThat(event.trigger()).isNull();
    assertThat(event.watched().subject()).isEqualTo("default/mixer");
    assertThat(event.judgement().verdict()).isEqualTo(Verdict.AUDIO_HURTS);
    assertThat(event.growth().memory().majorFaults()).isEqualTo(30);
    assertThat(event.growth().memory().refaults()).isEqualTo(12);
    assertThat(requireNonNull(event.node()).available()).isEqualTo(Bytes.ofKibibytes(3000));
    assertThat(event.neighbours())
        .singleElement()
        .satisfies(
            hog -> {
              assertThat(hog.name()).isEqualTo("default/hog");
              assertThat(hog.grown()).isEqualTo(Bytes.ofMebibytes(40));
            });
    assertThat(event.actions()).isEmpty();
  }

  @Test
  void tellsOfTheSameLossOnlyOnce() throws IOException {
    node.stat(CONTAINER, 30, 12);
    await().until(() -> !events().isEmpty());
    var seen = looks.size();
    await().until(() -> looks.size() > seen + 5);
    assertThat(events()).hasSize(1);
  }

  @Test
  void takesALossOfTheMachineForNoiseWhenNoPodLostAnything() throws IOException {
    node.stat(CgroupPath.ROOT, 500, 0);
    await().until(() -> !events().isEmpty());
    assertThat(events().getFirst().watched().scope()).isEqualTo(Scope.NODE);
    assertThat(events().getFirst().judgement().verdict()).isEqualTo(Verdict.NOISE_ELSEWHERE);
  }

  /** Nothing fires here and nothing is wanted anew, so that only the pass itself can wake it. */
  @Test
  void looksAgainAfterAFailedPass() {
    var sys = Linux.system();
    var failedOnce = new AtomicBoolean();
    var heard = new CopyOnWriteArrayList<PressureLook>();
    try (var patient =
        new PressureSources(
                sys,
                new CgroupFs(sys, root),
                new ProcFs(sys, root.resolve("proc")),
                Clocks.system(),
                _ -> null)
            .watcher(
                new Pace(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1)),
                look -> {
                  if (failedOnce.compareAndSet(false, true)) {
                    throw new IllegalStateException("nobody listens");
                  }
                  heard.add(look);
                })) {
      Thread.ofPlatform().daemon().start(patient);
      patient.want(Wanted.NOTHING);
      await().until(() -> !heard.isEmpty());
      assertThat(patient.pulse().state().failures()).isOne();
      await().until(() -> patient.pulse().state().lastFailure() == null);
    }
  }

  private List<PressureEvent> events() {
    return looks.stream().flatMap(look -> look.events().stream()).toList();
  }
}

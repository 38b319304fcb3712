package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.psi.PressureWatch.Fired;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Fd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many triggers on one epoll instance. */
class PressureWatchKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Trigger WARN =
      new Trigger(Trigger.Kind.SOME, Duration.ofMillis(50), Duration.ofMillis(500));
  private static final Trigger CRITICAL =
      new Trigger(Trigger.Kind.FULL, Duration.ofMillis(100), Duration.ofSeconds(1));
  private static final int CGROUPS = 300;

  private final TestCgroups test = new TestCgroups();
  private final Cgroup root = test.root();
  private final PressureWatch watch = new PressureWatch(test.sys());

  @BeforeEach
  void enable() {
    root.enable(Set.of("memory"));
  }

  @AfterEach
  void removeCgroups() {
    watch.close();
    test.close();
  }

  @Test
  void oneOfHundredsOfCgroupsIsNamedByItsTriggers() {
    for (var i = 0; i < CGROUPS; i++) {
      arm("quiet" + i, WARN);
    }
    var warn = arm("tight", WARN);
    var critical = arm("tight", CRITICAL);
    try (var tight = root.create("tight")) {
      tight.write(Memory.HIGH, Limit.of(4 << 20));
      tight.attachProcess(test.startGrowing(32));
    }

    var fired = firedUntil(all -> all.size() == 2);
    assertThat(fired).containsExactlyInAnyOrder(new Fired(warn, false), new Fired(critical, false));
  }

  @Test
  void endsOfManyCgroupsAreReportedOnceEach() {
    var armed = new ArrayList<Fired>();
    for (var i = 0; i < CGROUPS; i++) {
      armed.add(new Fired(arm("pod" + i, WARN), true));
      root.remove("pod" + i);
    }

    assertThat(firedUntil(all -> all.size() == CGROUPS)).hasSameElementsAs(armed);
    assertThat(watch.await(Duration.ofMillis(100))).isEmpty();
  }

  @Test
  void triggerOfARemovedCgroupIsNotThatOfItsNamesake() {
    var first = arm("pod", WARN);
    root.remove("pod");
    var second = arm("pod", WARN);

    assertThat(firedUntil(all -> !all.isEmpty())).containsExactly(new Fired(first, true));
    watch.disarm(second);
    root.remove("pod");
    assertThat(watch.await(Duration.ofMillis(200))).as("nobody waits for it").isEmpty();
  }

  @Test
  void waitEndsWhenItIsWokenOrClosed() throws InterruptedException {
    watch.wake();
    assertThat(watch.await(PATIENCE)).isEmpty();

    var waiting = Thread.ofPlatform().start(() -> watch.await(PATIENCE));
    watch.close();
    waiting.join(PATIENCE);
    assertThat(waiting.isAlive()).isFalse();
    assertThatThrownBy(() -> arm("late", WARN)).isInstanceOf(Fd.ClosedException.class);
  }

  @Test
  void machineItselfHasATriggerAndItsPressure() {
    var proc = new ProcFs(test.sys());
    try (var armed = proc.armMemoryPressure(WARN)) {
      assertThat(armed.label()).endsWith("pressure/memory");
    }
    assertThat(proc.memoryPressure().some()).isPresent();
  }

  private Fd arm(String name, Trigger trigger) {
    try (var cgroup = root.create(name)) {
      var armed = cgroup.arm(Memory.PRESSURE, trigger);
      watch.add(armed);
      return armed;
    }
  }

  private List<Fired> firedUntil(Predicate<Set<Fired>> enough) {
    var seen = new HashSet<Fired>();
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!enough.test(seen)) {
      assertThat(System.nanoTime()).as("seen so far: %s", seen).isLessThan(deadline);
      seen.addAll(watch.await(Duration.ofSeconds(5)));
    }
    return List.copyOf(seen);
  }
}

package io.audionode.cgroupfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Inotify;
import io.audionode.cgroupfs.sys.Inotify.Event;
import io.audionode.cgroupfs.sys.Inotify.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the kernel reports without being asked again. */
class WatchKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestCgroups test = new TestCgroups();
  private final Cgroup root = test.root();
  private final Inotify inotify = new Inotify(test.sys());

  @AfterEach
  void removeCgroups() {
    inotify.close();
    test.close();
  }

  @Test
  void cgroupsThatAreMadeAndRemovedAreReported() {
    var watch = inotify.watch(directory(), EnumSet.of(Kind.CREATE, Kind.DELETE));
    root.create("pod").close();
    root.remove("pod");

    assertThat(eventsUntil(event -> event.kinds().contains(Kind.DELETE)))
        .containsExactly(
            new Event(watch, Set.of(Kind.CREATE, Kind.ISDIR), "pod"),
            new Event(watch, Set.of(Kind.DELETE, Kind.ISDIR), "pod"));
  }

  /**
   * Short memory has the kernel forget a name, and give the file another inode when it is used
   * again, of which the watch knows nothing; one that is open stays.
   */
  @Test
  void writesToFilesOfProcfsAreReportedWhileTheyAreOpenAlsoWhenMemoryWasShort() throws IOException {
    var pid = Long.toString(ProcessHandle.current().pid());
    for (var file :
        List.of(Path.of("/proc/sys/vm/swappiness"), Path.of("/proc", pid, "oom_score_adj"))) {
      try (var _ = Files.newInputStream(file)) {
        var watch = inotify.watch(file, EnumSet.of(Kind.MODIFY));
        for (var i = 0; i < 10; i++) {
          Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "2");
        }
        Files.writeString(file, Files.readAllLines(file).getFirst());
        assertThat(eventsUntil(event -> event.watch() == watch)).as("%s", file).isNotEmpty();
      }
    }
  }

  /**
   * Not every kernel reports the end of a watched cgroup to the watch itself (6.1 does not); the
   * parent's watch tells of it, and the cgroup's own watch is to be removed then.
   */
  @Test
  void endOfACgroupIsReportedByItsParentAndTheWatchEndsByHand() {
    var parent = inotify.watch(directory(), EnumSet.of(Kind.DELETE));
    try (var pod = root.create("pod")) {
      var own = inotify.watch(test.fs().directory(pod.path()), EnumSet.of(Kind.DELETE_SELF));
      root.remove("pod");

      var seen = new ArrayList<>(eventsUntil(event -> event.watch() == parent));
      assertThat(seen).contains(new Event(parent, Set.of(Kind.DELETE, Kind.ISDIR), "pod"));
      inotify.unwatch(own);
      seen.addAll(inotify.await(PATIENCE));
      assertThat(seen).contains(new Event(own, Set.of(Kind.IGNORED), ""));
      inotify.unwatch(own);
    }
  }

  @Test
  void foreignWriteToAKnobIsReported() {
    root.enable(Set.of("memory"));
    try (var pod = root.create("pod")) {
      var watch = inotify.watch(test.fs().directory(pod.path()), EnumSet.of(Kind.MODIFY));
      pod.write(Memory.MIN, Limit.of(4_096));

      assertThat(eventsUntil(event -> event.name().equals("memory.min")))
          .contains(new Event(watch, Set.of(Kind.MODIFY), "memory.min"));
    }
  }

  @Test
  void populationIsReportedByTheKernelItself() {
    inotify.watch(directory().resolve("cgroup.events"), EnumSet.of(Kind.MODIFY));
    var pid = test.startSleeper();
    root.attachProcess(pid);

    eventsUntil(event -> event.kinds().contains(Kind.MODIFY));
    assertThat(root.events().populated()).isTrue();
    test.end(pid);
    eventsUntil(event -> event.kinds().contains(Kind.MODIFY));
    assertThat(root.events().populated()).isFalse();
  }

  @Test
  void outOfMemoryIsReportedByTheKernelItself() {
    root.enable(Set.of("memory"));
    try (var pod = root.create("pod")) {
      pod.write(Memory.MAX, Limit.of(8 << 20));
      pod.write(Memory.SWAP_MAX, Limit.of(0));
      var events = test.fs().directory(pod.path()).resolve("memory.events");
      inotify.watch(events, EnumSet.of(Kind.MODIFY));
      pod.attachProcess(test.startGrowing(64));

      while (pod.read(Memory.EVENTS).oomKill() == 0) {
        eventsUntil(event -> event.kinds().contains(Kind.MODIFY));
      }
      assertThat(pod.read(Memory.EVENTS).max()).isPositive();
    }
  }

  @Test
  void pressureTriggerFiresWhileMemoryIsTight() {
    root.enable(Set.of("memory"));
    try (var pod = root.create("pod");
        var watch = new PressureWatch(test.sys())) {
      pod.write(Memory.HIGH, Limit.of(4 << 20));
      var trigger = new Trigger(Trigger.Kind.SOME, Duration.ofMillis(50), Duration.ofMillis(500));
      var armed = pod.arm(Memory.PRESSURE, trigger);
      watch.add(armed);
      pod.attachProcess(test.startGrowing(32));

      assertThat(firedWithin(watch)).contains(new PressureWatch.Fired(armed, false));
      assertThat(pod.read(Memory.PRESSURE).some().orElseThrow().totalUsec()).isPositive();
    }
  }

  @Test
  void triggerOfARemovedCgroupReportsItsEndOnce() {
    root.enable(Set.of("memory"));
    try (var pod = root.create("pod");
        var watch = new PressureWatch(test.sys())) {
      var trigger = new Trigger(Trigger.Kind.FULL, Duration.ofMillis(100), Duration.ofSeconds(1));
      var armed = pod.arm(Memory.PRESSURE, trigger);
      watch.add(armed);
      root.remove("pod");

      assertThat(firedWithin(watch)).containsExactly(new PressureWatch.Fired(armed, true));
      assertThat(watch.await(Duration.ofMillis(200))).isEmpty();
    }
  }

  private Path directory() {
    return test.fs().directory(root.path());
  }

  private List<Event> eventsUntil(Predicate<Event> last) {
    var seen = new ArrayList<Event>();
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (seen.stream().noneMatch(last)) {
      assertThat(System.nanoTime()).as("seen so far: %s", seen).isLessThan(deadline);
      seen.addAll(inotify.await(Duration.ofSeconds(5)));
    }
    return seen;
  }

  private static List<PressureWatch.Fired> firedWithin(PressureWatch watch) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    List<PressureWatch.Fired> fired;
    do {
      fired = watch.await(Duration.ofSeconds(5));
    } while (fired.isEmpty() && System.nanoTime() < deadline);
    return fired;
  }
}

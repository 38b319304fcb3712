package io.audionode.agent.report.memory;

import static io.audionode.agent.fixture.MemoryLooks.MIXER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.MemoryLooks;
import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryBoardTest {
  private static final Duration SAMPLE = Duration.ofSeconds(20);
  private static final long MIB = 1 << 20;

  private final MemoryLooks pod = new MemoryLooks();
  private final MemoryBoard board = new MemoryBoard();

  /** The watcher looks at once and then every 20 s for so long; each time this happens first. */
  private PodMemoryView after(Duration time, Runnable happens) {
    board.accept(pod.look());
    for (var passed = SAMPLE; passed.compareTo(time) <= 0; passed = passed.plus(SAMPLE)) {
      happens.run();
      board.accept(pod.pass(SAMPLE).look());
    }
    return view();
  }

  private PodMemoryView after(Duration time) {
    return after(time, () -> {});
  }

  private PodMemoryView view() {
    return board.view("uid-mixer").orElseThrow();
  }

  private static Optional<Long> growth(Map<String, GrownView> numbers, String kind, int minutes) {
    return number(numbers, kind).over(minutes).map(GrowthView::bytes);
  }

  private static GrownView number(Map<String, GrownView> numbers, String kind) {
    return requireNonNull(numbers.get(kind));
  }

  private static Map<String, GrownView> mapped(PodMemoryView view) {
    return requireNonNull(view.processes().getFirst().mapped()).memory();
  }

  @Test
  void knowsNothingOfAPodThatWasNeverRead() {
    assertThat(board.view("uid-mixer")).isEmpty();
  }

  @Test
  void tellsWhatAPodIsMadeOf() {
    var view = after(Duration.ZERO);

    assertThat(view.charged().keySet())
        .containsExactly(
            "anon",
            "file",
            "shmem",
            "kernel",
            "sock",
            "cache",
            "swap",
            "current",
            "undroppable",
            "remote");
    assertThat(number(view.charged(), "file").bytes()).isEqualTo(25 * MIB);
    assertThat(number(view.charged(), "cache").bytes()).isEqualTo(20 * MIB);
    assertThat(number(view.charged(), "undroppable").bytes()).isEqualTo(109 * MIB);
    assertThat(view.kernelSource()).isEqualTo("kernel");
    assertThat(requireNonNull(view.cgroups().getFirst().left()).bytes())
        .isEqualTo((1024 - 129) * MIB);
    assertThat(number(mapped(view), "heap").text()).isEqualTo("60Mi");
    assertThat(number(mapped(view), "rss").bytes()).isEqualTo(90 * MIB);
    assertThat(view.moreProcesses()).isEqualTo(2);
    assertThat(view.growers()).isEmpty();
    assertThat(view.forecast().reason()).isEqualTo("known for less than 5 minutes");
  }

  @Test
  void namesThePartThatGrowsInEveryWindowAndWhenTheLimitIsReached() {
    var view =
        after(
            Duration.ofMinutes(61),
            () -> {
              pod.anon += 1;
              pod.mixer().heap += 1;
            });

    assertThat(view.growers()).extracting(GrowerView::minutes).containsExactly(1, 5, 60);
    assertThat(view.growers().get(1).text())
        .isEqualTo("in 5 min: anon +15Mi, most in a process: mixer (4711) heap +15Mi");
    assertThat(growth(mapped(view), "heap", 5)).contains(15 * MIB);
    assertThat(growth(mapped(view), "anonymous", 5)).contains(0L);
    assertThat(growth(view.charged(), "anon", 60).orElseThrow()).isBetween(170 * MIB, 190 * MIB);
    // 1024 - 292 MiB are left at 3 MiB a minute.
    assertThat(view.forecast().soonestSeconds()).isBetween(14_500L, 14_700L);
    assertThat(view.forecast().cgroup()).isEqualTo(MemoryLooks.CGROUP.toString());
  }

  @Test
  void pageCacheIsNamedButReachesNoLimit() {
    var view = after(Duration.ofMinutes(10), () -> pod.cache += 5);

    assertThat(view.growers().getFirst().kind()).isEqualTo("cache");
    assertThat(view.growers().getFirst().process()).isNull();
    assertThat(view.forecast().soonestSeconds()).isNull();
  }

  @Test
  void aRestartedProcessIsAnotherOneThatBeganWithNothing() {
    after(Duration.ofMinutes(10));
    pod.processes.clear();
    var again = new ProcessId(MIXER.pid(), MIXER.startTicks() + 50_000);
    var mapped = new MemoryLooks.Mapped();
    mapped.ageSeconds = 0;
    mapped.heap = 10;
    pod.processes.put(again, mapped);
    board.accept(pod.pass(SAMPLE).look());

    var heap = number(mapped(view()), "heap");
    assertThat(heap.bytes()).isEqualTo(10 * MIB);
    assertThat(heap.growth())
        .allSatisfy(
            growth -> {
              assertThat(growth.bytes()).isEqualTo(10 * MIB);
              assertThat(growth.sinceStart()).isTrue();
              assertThat(growth.overSeconds()).isEqualTo(SAMPLE.toSeconds());
            });
  }

  @Test
  void aForkIsNotNamedForTheGrowthOfItsParent() {
    after(Duration.ofMinutes(10));
    var fork = new MemoryLooks.Mapped();
    fork.ageSeconds = 0;
    fork.heap = 60;
    pod.processes.put(new ProcessId(5000, 900), fork);
    pod.anon += 20;
    pod.mixer().heap += 20;
    var view = after(SAMPLE);

    var process = requireNonNull(view.growers().getFirst().process());
    assertThat(process.pid()).isEqualTo(MIXER.pid());
  }

  @Test
  void aProcessThatBeganWithinTheWindowIsNamedWhenNobodyElseGrew() {
    after(Duration.ofMinutes(10));
    var worker = new MemoryLooks.Mapped();
    worker.ageSeconds = 0;
    worker.heap = 60;
    pod.processes.put(new ProcessId(5000, 900), worker);
    pod.anon += 60;
    var view = after(SAMPLE);

    var process = requireNonNull(view.growers().getFirst().process());
    assertThat(process.pid()).isEqualTo(5000);
    assertThat(process.growth().sinceStart()).isTrue();
  }

  @Test
  void aCgroupThatIsMadeAgainHasNoHistory() {
    after(Duration.ofMinutes(10), () -> pod.anon += 1);
    assertThat(view().forecast().soonestSeconds()).isNotNull();
    pod.inode++;
    var view = after(SAMPLE, () -> pod.anon += 1);

    assertThat(number(view.cgroups().getFirst().charged(), "anon").growth()).isEmpty();
    assertThat(view.forecast().reason()).isEqualTo("known for less than 5 minutes");
    assertThat(growth(view.charged(), "anon", 5))
        .as("of the pod, which is the same")
        .contains(15 * MIB);
  }

  @Test
  void settingTheClockChangesNoGrowth() {
    after(Duration.ofMinutes(10), () -> pod.anon += 1);
    pod.wall = pod.wall.minus(Duration.ofDays(400));
    var view = after(SAMPLE, () -> pod.anon += 1);
    assertThat(growth(view.charged(), "anon", 5)).contains(15 * MIB);
    assertThat(view.at()).isEqualTo(pod.wall);
  }

  @Test
  void whatCouldNotBeReadIsNotZero() {
    after(Duration.ofMinutes(10));
    pod.problem = "read memory.stat: EIO";
    pod.mixer().problem = "read smaps: EACCES";
    var view = after(SAMPLE);

    assertThat(view.charged()).isEmpty();
    assertThat(view.growers()).isEmpty();
    assertThat(view.problems()).containsExactly("read memory.stat: EIO");
    assertThat(view.processes().getFirst().problem()).isEqualTo("read smaps: EACCES");
  }

  @Test
  void ofASharedDomainOnlyProcessesAreNamed() {
    pod.shared = new CgroupPath("audio/node0");
    var view = after(Duration.ofMinutes(2), () -> pod.mixer().anonymous += 2);

    var grower = view.growers().getFirst();
    assertThat(grower.kind()).isNull();
    assertThat(requireNonNull(grower.process()).part()).isEqualTo("anonymous");
    assertThat(view.shared()).isEqualTo("audio/node0");
  }

  @Test
  void withoutALimitThereIsNoneToReach() {
    pod.max = Limit.MAX;
    var view = after(Duration.ofMinutes(10), () -> pod.anon += 1);
    assertThat(view.forecast().cgroup()).isNull();
    assertThat(view.cgroups().getFirst().left()).isNull();
  }

  /** A day of a pod that starts two processes a minute, each of which ends after five. */
  @Test
  void aDayHoldsNoMoreMemoryThanAnHour() {
    var next = new int[] {10_000};
    Runnable fork =
        () -> {
          if (next[0]++ % 3 != 0) {
            pod.processes.put(new ProcessId(next[0], next[0]), new MemoryLooks.Mapped());
          }
          if (pod.processes.size() > 10) {
            pod.processes.remove(pod.processes.keySet().stream().skip(1).findFirst().orElseThrow());
          }
        };
    after(Duration.ofHours(1), fork);
    var hour = board.bytes();
    after(Duration.ofHours(23), fork);

    assertThat(board.bytes()).isLessThanOrEqualTo(hour).isLessThan(64 << 10);
    board.accept(new MemoryLook(List.of()));
    assertThat(board.bytes()).isZero();
    assertThat(board.view("uid-mixer")).isEmpty();
  }

  @Test
  void keepsOfManyProcessesThoseThatWereReadLast() {
    for (var pid = 1; pid <= 100; pid++) {
      pod.processes.put(new ProcessId(pid, 1), new MemoryLooks.Mapped());
    }
    after(Duration.ofMinutes(5));
    assertThat(board.bytes()).isLessThan(96 << 10);
  }
}

package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which cgroups' processes, and what is charged to them, a look reads. */
class SettledProcessesTest {
  private static final CgroupPath ROOT_OF_THREADS = CgroupPath.of("audio/node0/poda/c");
  private static final CgroupPath MAIN = ROOT_OF_THREADS.child("main");
  private static final CgroupPath HOME = CgroupPath.of("kubepods/podb/c");
  private static final List<CgroupPath> TREE =
      List.of(
          CgroupPath.of("audio"),
          CgroupPath.of("audio/node0"),
          CgroupPath.of("audio/node0/poda"),
          ROOT_OF_THREADS,
          MAIN,
          CgroupPath.of("kubepods"),
          CgroupPath.of("kubepods/podb"),
          HOME);

  private static final int YOUNG = 90;
  private static final Resync.Ground GROUND =
      new Resync.Ground(Map.of(0, CpuList.parse("0-3")), Map.of());
  private final List<CgroupPath> counted = new ArrayList<>();
  private final SettledCgroups.Reading reading =
      new SettledCgroups.Reading() {
        @Override
        public Optional<SeenCgroup> read(CgroupPath path) {
          return SettledLists.THERE.read(path);
        }

        @Override
        public Optional<SeenCgroup> readAgain(SeenCgroup before) {
          counted.add(before.path());
          return SettledLists.THERE.readAgain(before);
        }
      };

  private final Map<CgroupPath, String> kernel = new HashMap<>();
  private final List<CgroupPath> listed = new ArrayList<>();
  private long now = 1;
  private final SettledCgroups settled = new SettledCgroups(() -> now);

  @BeforeEach
  void settle() {
    settled.watched(CgroupPath.ROOT);
    TREE.forEach(settled::watched);
    kernel.put(ROOT_OF_THREADS, "10\n11\n");
    kernel.put(HOME, "20\n");
    look();
    assertThat(look()).as("listed though nothing was told").isEmpty();
  }

  @Test
  void listsWhatWasToldOfAndShowsItToTheSweep() {
    assertThat(settled.listed(HOME)).contains("20\n");
    kernel.put(HOME, "20\n21\n");
    settled.changed(HOME);
    assertThat(settled.listed(HOME)).as("in doubt").isEmpty();
    assertThat(look()).contains(HOME).doesNotContain(ROOT_OF_THREADS);
    assertThat(settled.listed(HOME)).contains("20\n21\n");
  }

  /** The thread root lists it, with where it is. */
  @Test
  void listsTheThreadRootWhenAProcessMovedBetweenItsClasses() {
    settled.changed(MAIN, "cgroup.procs");
    assertThat(look()).contains(ROOT_OF_THREADS).doesNotContain(HOME);
    settled.changed(MAIN, "cgroup.threads");
    assertThat(look()).contains(ROOT_OF_THREADS).doesNotContain(HOME);
    settled.cameOrWent(MAIN);
    assertThat(look()).contains(ROOT_OF_THREADS).doesNotContain(HOME);
  }

  @Test
  void listsWhereAProcessIsWhoseFileWasWritten() {
    settled.changed(11);
    assertThat(look()).contains(ROOT_OF_THREADS).doesNotContain(HOME);
    settled.changed(12);
    assertThat(look()).as("of a process that nobody listed").isEmpty();
  }

  @Test
  void listsWhereAProcessWasThatIsFoundElsewhere() {
    kernel.put(HOME, "11\n20\n");
    kernel.put(ROOT_OF_THREADS, "10\n");
    settled.changed(HOME);
    look();
    assertThat(look()).contains(ROOT_OF_THREADS);
    assertThat(look()).isEmpty();
  }

  @Test
  void listsYoungProcessesEachTime() {
    kernel.put(HOME, "20\n" + YOUNG + "\n");
    settled.changed(HOME);
    look();
    assertThat(look()).containsExactly(HOME);
    assertThat(counted).as("its runtime may have attached a program").containsExactly(HOME);
    assertThat(settled.listed(HOME)).isEmpty();
    kernel.put(HOME, "20\n");
    look();
    assertThat(look()).isEmpty();
  }

  /** Its text is the same at the next sweep when one of two was replaced by another meanwhile. */
  @Test
  void listsAgainWhenAProcessEndedBeforeItWasRead() {
    settled.changed(HOME);
    settled.get(HOME, reading);
    settled.processes(
        HOME, () -> new ProcessLists.Listed("20\n21\n", list("20\n").processes()), _ -> true);
    assertThat(settled.listed(HOME)).isEmpty();
    assertThat(look()).contains(HOME);
  }

  /** Nobody sweeps those. */
  @Test
  void listsEmptyOnesEveryHalfMinute() {
    now += settled.nextLook().toNanos();
    var empty = TREE.stream().filter(path -> !kernel.containsKey(path)).toList();
    assertThat(look()).containsAll(empty);
    assertThat(look()).isEmpty();
  }

  @Test
  void countsThoseAboveWhenProcessesHaveEnded() {
    settled.processesChanged(HOME);
    assertThat(look()).contains(HOME);
    assertThat(counted)
        .containsExactlyInAnyOrder(CgroupPath.of("kubepods"), CgroupPath.of("kubepods/podb"));
  }

  @Test
  void listsAgainWhatChangedWhileItWasListed() {
    settled.changed(HOME);
    settled.get(HOME, reading);
    settled.processes(
        HOME,
        () -> {
          settled.changed(CgroupPath.of("kubepods"));
          return list("20\n");
        },
        _ -> true);
    assertThat(look()).contains(HOME);
  }

  @Test
  void listsAllWhenNewsWereLost() {
    settled.doubtAll();
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void listsAPartOfAllEveryHalfMinute() {
    var parts = new ArrayList<CgroupPath>();
    for (var turn = 0; turn < KnownCgroups.TURNS; turn++) {
      now += settled.nextLook().toNanos();
      var part = look();
      parts.addAll(part);
    }
    assertThat(parts).containsAll(TREE);
  }

  @Test
  void readsWhatIsChargedEveryHalfMinuteAndWhenToldOfAChange() {
    assertThat(charge(HOME, 1, true)).isEqualTo(1);
    assertThat(charge(HOME, 2, true)).as("kept").isEqualTo(1);
    settled.changed(HOME, "memory.events");
    look();
    assertThat(charge(HOME, 3, true)).isEqualTo(3);
    now += Duration.ofSeconds(30).toNanos();
    look();
    assertThat(charge(HOME, 4, true)).isEqualTo(4);
  }

  @Test
  void readsWhatIsChargedEachTimeWhereItDoesNotLast() {
    assertThat(charge(HOME, 1, false)).isEqualTo(1);
    assertThat(charge(HOME, 2, false)).isEqualTo(2);
  }

  private long charge(CgroupPath home, long bytes, boolean lasts) {
    var charges = new ContainerReader.Charges(Bytes.of(bytes), Map.of(), false);
    return settled.charges(home, () -> Optional.of(charges), lasts).orElseThrow().charged().value();
  }

  /** Which lists a look reads. */
  private Set<CgroupPath> look() {
    listed.clear();
    counted.clear();
    settled.beginLook(GROUND);
    TREE.forEach(path -> settled.get(path, reading));
    TREE.forEach(path -> settled.processes(path, () -> read(path), SettledProcessesTest::isGrown));
    settled.endLook(Set.copyOf(TREE), GROUND);
    return Set.copyOf(listed);
  }

  private ProcessLists.Listed read(CgroupPath path) {
    listed.add(path);
    return list(kernel.getOrDefault(path, ""));
  }

  private static boolean isGrown(SeenProcess process) {
    return process.id().pid() != YOUNG;
  }

  private static ProcessLists.Listed list(String text) {
    return new ProcessLists.Listed(
        text,
        Arrays.stream(text.split("\n"))
            .filter(pid -> !pid.isEmpty())
            .map(Integer::valueOf)
            .map(pid -> new SeenProcess(new ProcessId(pid, 1), 1, "synth", 0, HOME))
            .collect(Collectors.toList()));
  }
}

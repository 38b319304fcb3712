package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.Seen;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettledCgroupsTest {
  private static final List<String> TREE =
      List.of("audio", "audio/node0", "audio/node0/poda", "audio/node0/poda/c", "audio/node0/podb");

  private final Map<String, SeenCgroup> kernel = new HashMap<>();
  private final List<String> read = new ArrayList<>();
  private final List<String> again = new ArrayList<>();
  private Map<Integer, CpuList> online = Map.of(0, CpuList.parse("0-3"));
  private Map<String, String> effective = Map.of("cpuset.cpus.effective", "0-3");
  private long now = 1;
  private final SettledCgroups settled = new SettledCgroups(() -> now);

  private final SettledCgroups.Reading reading =
      new SettledCgroups.Reading() {
        @Override
        public Optional<SeenCgroup> read(CgroupPath path) {
          read.add(path.value());
          return Optional.ofNullable(kernel.get(path.value()));
        }

        @Override
        public Optional<SeenCgroup> readAgain(SeenCgroup before) {
          again.add(before.path().value());
          return Optional.ofNullable(kernel.get(before.path().value()))
              .filter(now -> now.inode() == before.inode());
        }
      };

  @BeforeEach
  void settle() {
    settled.watched(CgroupPath.ROOT);
    TREE.forEach(path -> kernel.put(path, Seen.cgroup(path)));
    TREE.forEach(path -> settled.watched(new CgroupPath(path)));
    look();
    assertThat(look()).as("read though nothing was told").isEmpty();
  }

  @Test
  void readsWhatWasToldOf() {
    settled.changed(new CgroupPath("audio/node0/poda"), "memory.min");
    kernel.put("audio/node0/poda", Seen.cgroup("audio/node0/poda", 1, Map.of("memory.min", "0")));
    assertThat(look()).containsExactly("audio/node0/poda");
    assertThat(look()).isEmpty();
    assertThat(get("audio/node0/poda").flatMap(cgroup -> cgroup.knob("memory.min"))).contains("0");
  }

  @Test
  void readsSiblingsThatAThreadedCgroupMakesInvalid() {
    settled.changed(new CgroupPath("audio/node0/poda"), "cgroup.type");
    assertThat(look())
        .containsExactlyInAnyOrderElementsOf(
            TREE.stream().filter(p -> !p.equals("audio")).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cgroup.subtree_control", "cpuset.cpus", "cpuset.mems"})
  void readsWhatFollowsForThoseAboveAndBelow(String file) {
    settled.changed(new CgroupPath("audio/node0/poda"), file);
    assertThat(look())
        .containsExactlyInAnyOrder("audio/node0", "audio/node0/poda", "audio/node0/poda/c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpuset.cpus.partition", "cpuset.cpus.exclusive"})
  void readsAllWhenCpusAreTakenOutOfAParent(String file) {
    settled.changed(new CgroupPath("audio/node0/poda/c"), file);
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void readsAllWhenACpusetChangesWhileThereIsAPartition() {
    var partition = Map.of("cpuset.cpus.partition", "isolated");
    kernel.put("audio/node0/podb", Seen.cgroup("audio/node0/podb", 1, partition));
    settled.changed(new CgroupPath("audio/node0/podb"), "cpuset.cpus.partition");
    look();
    settled.changed(new CgroupPath("audio/node0/poda/c"), "cpuset.cpus");
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
    kernel.put("audio/node0/podb", Seen.cgroup("audio/node0/podb"));
    settled.changed(new CgroupPath("audio/node0/podb"), "cpuset.cpus.partition");
    look();
    settled.changed(new CgroupPath("audio/node0/poda/c"), "cpuset.cpus");
    assertThat(look()).containsExactlyInAnyOrder("audio/node0/poda", "audio/node0/poda/c");
  }

  @Test
  void readsAllWhenNewsWereLost() {
    settled.doubtAll();
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void readsAllWhenCpusOrMemoryNodesCameOrWent() {
    online = Map.of(0, CpuList.parse("0-2"));
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
    assertThat(look()).isEmpty();
    online = Map.of(0, CpuList.parse("0-2"), 1, CpuList.EMPTY);
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void readsAllWhenAPartitionOfSomebodyElseTookCpusFromTheRoot() {
    effective = Map.of("cpuset.cpus.effective", "0-2");
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
    assertThat(look()).isEmpty();
  }

  /** The kernel changes the root's first, and that of others by and by. */
  @Test
  void readsAllOnceMoreASecondAfterTheRootsCpusChanged() {
    effective = Map.of("cpuset.cpus.effective", "0-2");
    look();
    assertThat(settled.nextLook()).isEqualTo(Duration.ofSeconds(1));
    assertThat(look()).isEmpty();
    pass(settled.nextLook());
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
    assertThat(look()).isEmpty();
    assertThat(settled.nextLook()).isGreaterThan(Duration.ofSeconds(20));
  }

  @Test
  void readsAllAgainWhenTheRootsCpusChangedDuringALook() {
    settled.beginLook(ground());
    effective = Map.of("cpuset.cpus.effective", "0-2");
    settled.endLook(TREE.stream().map(CgroupPath::new).collect(Collectors.toSet()), ground());
    assertThat(settled.nextLook()).isEqualTo(Duration.ofSeconds(1));
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void readsAnotherPartOfAllEveryHalfMinuteHoweverManyLooksThereAre() {
    pass(Duration.ofSeconds(24));
    assertThat(look()).isEmpty();
    assertThat(settled.nextLook()).isEqualTo(Duration.ofSeconds(6));
    var parts = new ArrayList<String>();
    for (var turn = 0; turn < KnownCgroups.TURNS; turn++) {
      pass(settled.nextLook());
      var part = look();
      assertThat(part).as("part").hasSizeLessThan(TREE.size());
      parts.addAll(part);
      assertThat(settled.nextLook()).isEqualTo(Resync.EVERY);
      assertThat(look()).isEmpty();
    }
    assertThat(parts).as("each once").containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void readsAPartALittleEarlierInPlaceOfTwice() {
    pass(Duration.ofSeconds(26));
    look();
    assertThat(settled.nextLook()).isEqualTo(Resync.EVERY);
  }

  /** The kernel makes them invalid by itself, and gives their cpus back to those above. */
  @Test
  void readsAllEveryHalfMinuteWhileThereIsAPartition() {
    var partition = Map.of("cpuset.cpus.partition", "isolated");
    kernel.put("audio/node0/podb", Seen.cgroup("audio/node0/podb", 1, partition));
    settled.changed(new CgroupPath("audio/node0/podb"), "cpuset.cpus.partition");
    look();
    assertThat(look()).isEmpty();
    for (var turn = 0; turn < 2; turn++) {
      pass(settled.nextLook());
      assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
    }
  }

  @Test
  void readsWhatNobodyWatchesEachTime() {
    settled.unwatched(new CgroupPath("audio/node0/poda"));
    assertThat(look()).containsExactlyInAnyOrder("audio/node0/poda", "audio/node0/poda/c");
    assertThat(look()).containsExactlyInAnyOrder("audio/node0/poda", "audio/node0/poda/c");
  }

  @Test
  void readsWhatMayHaveChangedWhileNobodyWatchedIt() {
    var path = new CgroupPath("audio/node0/podb");
    settled.unwatched(path);
    settled.watched(path);
    assertThat(look()).containsExactly(path.value());
  }

  @Test
  void readsAllEachTimeOnceTheKernelHasRefusedAWatch() {
    settled.deaf();
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE);
  }

  @Test
  void doubtsWhatChangedWhileItWasRead() {
    var path = new CgroupPath("audio/node0/poda");
    settled.changed(path, "memory.min");
    settled.get(
        path,
        new SettledCgroups.Reading() {
          @Override
          public Optional<SeenCgroup> read(CgroupPath path) {
            settled.changed(path, "memory.min");
            return reading.read(path);
          }

          @Override
          public Optional<SeenCgroup> readAgain(SeenCgroup before) {
            return reading.readAgain(before);
          }
        });
    assertThat(look()).containsExactly("audio/node0/poda");
  }

  @Test
  void readsAnotherCgroupOfTheSameNameEveryHalfMinuteThoughNothingWasTold() {
    var path = new CgroupPath("audio/node0/podb");
    kernel.put(path.value(), Seen.cgroup(path.value(), 2, Map.of()));
    assertThat(look()).isEmpty();
    pass(settled.nextLook());
    assertThat(look()).contains(path.value());
    assertThat(get(path.value())).map(SeenCgroup::inode).contains(2L);
  }

  @Test
  void forgetsWhatIsGone() {
    kernel.remove("audio/node0/podb");
    pass(settled.nextLook());
    assertThat(look()).contains("audio/node0/podb");
    kernel.put("audio/node0/podb", Seen.cgroup("audio/node0/podb"));
    assertThat(look()).containsExactly("audio/node0/podb");
  }

  @Test
  void forgetsWhatALookDidNotComeBy() {
    settled.endLook(Set.of(new CgroupPath("audio")), ground());
    assertThat(look()).containsExactlyInAnyOrderElementsOf(TREE.subList(1, TREE.size()));
  }

  @Test
  void listsChildrenAgainWhenOneCameOrWent() {
    var node = new CgroupPath("audio/node0");
    assertThat(isListed(node)).isTrue();
    assertThat(isListed(node)).isFalse();
    settled.changed(new CgroupPath("audio/node0/podb"), "memory.min");
    assertThat(isListed(node)).isFalse();
    settled.cameOrWent(new CgroupPath("audio/node0/podb"));
    assertThat(isListed(node)).as("in doubt").isTrue();
    assertThat(isListed(node)).as("in doubt until it is read").isTrue();
    look();
    assertThat(isListed(node)).isTrue();
    assertThat(isListed(node)).isFalse();
  }

  @Test
  void doubtsChildrenThatCameWhileTheyWereListed() {
    var node = new CgroupPath("audio/node0");
    settled.children(
        node,
        () -> {
          settled.cameOrWent(new CgroupPath("audio/node0/podc"));
          return List.of();
        });
    look();
    assertThat(isListed(node)).isTrue();
  }

  private boolean isListed(CgroupPath path) {
    var listed = new AtomicBoolean();
    settled.children(
        path,
        () -> {
          listed.set(true);
          return List.of();
        });
    return listed.get();
  }

  @Test
  void countsAllAgainEveryHalfMinute() {
    pass(settled.nextLook());
    var read = look();
    assertThat(again).hasSize(TREE.size() - read.size()).doesNotContainAnyElementsOf(read);
  }

  private void pass(Duration duration) {
    now += duration.toNanos();
  }

  private Resync.Ground ground() {
    return new Resync.Ground(online, effective);
  }

  /** Which cgroups a look reads. */
  private List<String> look() {
    read.clear();
    again.clear();
    settled.beginLook(ground());
    var seen =
        Stream.concat(TREE.stream(), kernel.keySet().stream())
            .distinct()
            .flatMap(path -> get(path).stream())
            .map(SeenCgroup::path)
            .collect(Collectors.toSet());
    settled.endLook(seen, ground());
    return List.copyOf(read);
  }

  private Optional<SeenCgroup> get(String path) {
    return settled.get(new CgroupPath(path), reading);
  }
}

package io.audionode.agent.observe.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.model.memory.ProcessMemory;
import io.audionode.agent.model.memory.WatchedCgroup;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryReaderTest {
  private static final MemoryPace PACE =
      new MemoryPace(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          2);

  @TempDir private Path root;

  private final AtomicLong nanos = new AtomicLong();

  /** How much time passes between two looks at the clock. */
  private long step;

  private FakeProcesses node;
  private MemoryReader reader;

  @BeforeEach
  void make() throws IOException {
    node = new FakeProcesses(root);
    reader = reader(PACE);
  }

  private MemoryReader reader(MemoryPace pace) {
    return new MemoryReader(
        new MemorySources(node.cgroups(), node.proc(), true),
        new Clocks(InstantSource.system(), () -> nanos.addAndGet(step)),
        pace);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private PodMemory read() {
    return reader.read(List.of(node.pod())).getFirst();
  }

  private PodMemory readFresh() {
    return reader.readFresh(List.of(node.pod())).getFirst();
  }

  private static long heapKibibytes(ProcessMemory process) {
    return requireNonNull(process.mappings()).smaps().total().rss().value() / 1024;
  }

  @Test
  void readsWhatIsChargedAndWhatTheLargestProcessesHaveMapped() throws IOException {
    node.start(1, 100, 10);
    node.start(2, 100, 30);
    node.start(3, 100, 20);

    var pod = read();

    assertThat(pod.cgroups()).hasSize(1);
    var cgroup = pod.cgroups().getFirst();
    assertThat(cgroup.anon()).isEqualTo(Bytes.of(100));
    assertThat(cgroup.cache()).isEqualTo(Bytes.of(7));
    assertThat(cgroup.undroppable()).isEqualTo(Bytes.of(107));
    assertThat(cgroup.swap()).isNull();
    assertThat(cgroup.max().isMax()).isTrue();
    assertThat(pod.processes())
        .extracting(process -> process.process().id().pid())
        .containsExactly(2, 3, 1);
    assertThat(heapKibibytes(pod.processes().getFirst())).isEqualTo(30);
    assertThat(pod.processes().getFirst().age()).isEqualTo(Duration.ofSeconds(999));
    assertThat(pod.processes().getFirst().problem()).isNull();
    assertThat(pod.processes().getLast().mappings()).isNull();
    assertThat(pod.processes().getLast().problem())
        .isEqualTo("smaps: read of the 2 largest processes only");
  }

  @Test
  void readsSmapsOnceAMinuteAndWhenSomebodyAsksOnceInFiveSeconds() throws IOException {
    node.start(1, 100, 10);
    read();
    node.smaps(1, "1000-2000 rw-p 00000000 00:00 0 [heap]\n" + FakeProcesses.amounts(50));

    pass(Duration.ofSeconds(4));
    assertThat(heapKibibytes(readFresh().processes().getFirst())).isEqualTo(10);
    pass(Duration.ofSeconds(2));
    assertThat(heapKibibytes(read().processes().getFirst())).isEqualTo(10);
    assertThat(heapKibibytes(readFresh().processes().getFirst())).isEqualTo(50);
    node.smaps(1, "1000-2000 rw-p 00000000 00:00 0 [heap]\n" + FakeProcesses.amounts(70));
    pass(Duration.ofSeconds(61));
    assertThat(heapKibibytes(read().processes().getFirst())).isEqualTo(70);
  }

  @Test
  void saysOnWhichNodesAProcessHasItsMemoryWhenSomebodyAsks() throws IOException {
    node.start(1, 100, 10);
    node.numaMaps(1, "1000 default heap anon=3 N0=1 N1=2 kernelpagesize_kB=4\n");
    var before = onNodes(read());
    assertThat(before.at()).isNull();
    assertThat(before.pages()).isNull();
    assertThat(before.problem()).startsWith("numa_maps: read only when somebody asks");

    var asked = onNodes(readFresh());
    assertThat(requireNonNull(asked.pages()).on(0)).isEqualTo(Bytes.ofKibibytes(4));
    assertThat(requireNonNull(asked.pages()).on(1)).isEqualTo(Bytes.ofKibibytes(8));
    assertThat(asked.at()).isNotNull();
    assertThat(asked.problem()).isNull();

    node.numaMaps(1, "1000 default heap anon=3 N0=3 kernelpagesize_kB=4\n");
    pass(Duration.ofSeconds(61));
    assertThat(onNodes(read()).pages()).isEqualTo(asked.pages());
    assertThat(requireNonNull(onNodes(readFresh()).pages()).on(1)).isEqualTo(Bytes.ZERO);
  }

  @Test
  void losesNothingOfSmapsWhenNobodyCanSayOnWhichNodesMemoryIsAndSaysWhy() throws IOException {
    node.start(1, 100, 10);
    node.numaMaps(1, "1000 default N0=1\n");
    node.start(2, 100, 20);

    for (var process : readFresh().processes()) {
      assertThat(process.problem()).isNull();
      assertThat(process.mappings()).isNotNull();
      assertThat(requireNonNull(process.onNodes()).pages()).isNull();
      assertThat(requireNonNull(process.onNodes()).problem()).contains("numa_maps");
    }
  }

  @Test
  void hasTimeForNumaMapsThatSmapsCannotTake() throws IOException {
    node.start(1, 100, 10);
    node.numaMaps(1, "1000 default heap anon=3 N0=1 N1=2 kernelpagesize_kB=4\n");
    step = Duration.ofMillis(300).toNanos(); // smaps alone takes more than its pass has
    assertThat(onNodes(readFresh()).pages()).isNotNull();
  }

  @Test
  void saysNothingOfNodesWhereMemoryIsAllAlike() throws IOException {
    node.start(1, 100, 10);
    node.numaMaps(1, "1000 default heap anon=3 N0=3 kernelpagesize_kB=4\n");
    var alike =
        new MemoryReader(
            new MemorySources(node.cgroups(), node.proc(), false),
            new Clocks(InstantSource.system(), nanos::get),
            PACE);
    assertThat(alike.readFresh(List.of(node.pod())).getFirst().processes())
        .extracting(ProcessMemory::onNodes)
        .containsOnlyNulls();
  }

  private static ProcessMemory.OnNodes onNodes(PodMemory pod) {
    return requireNonNull(pod.processes().getFirst().onNodes());
  }

  @Test
  void leavesAProcessAloneForAHundredTimesAsLongAsItTook() throws IOException {
    node.start(1, 100, 10);
    step = Duration.ofMillis(300).toNanos();
    var took = requireNonNull(read().processes().getFirst().mappings()).took();
    assertThat(took).isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
    node.smaps(1, "1000-2000 rw-p 00000000 00:00 0 [heap]\n" + FakeProcesses.amounts(50));

    step = 0;
    pass(took.multipliedBy(98));
    assertThat(heapKibibytes(read().processes().getFirst())).isEqualTo(10);
    pass(took.multipliedBy(2));
    assertThat(heapKibibytes(read().processes().getFirst())).isEqualTo(50);
  }

  @Test
  void givesUpWhatTakesTooLongAndSaysSo() throws IOException {
    node.start(1, 100, 10);
    reader =
        reader(
            new MemoryPace(
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                8));
    step = Duration.ofSeconds(3).toNanos();

    var process = read().processes().getFirst();

    assertThat(process.mappings()).isNull();
    assertThat(process.problem()).startsWith("smaps: given up after ").endsWith(" ms");
    assertThat(process.rss()).isEqualTo(Bytes.ofKibibytes(10));
  }

  @Test
  void saysWhenTheKernelLeavesResidentMemoryOutOfSmaps() throws IOException {
    node.start(1, 100, 60_000);
    node.smaps(1, "1000-2000 rw-p 00000000 00:00 0 [heap]\n" + FakeProcesses.amounts(4_000));

    var process = read().processes().getFirst();

    assertThat(process.mappings()).isNull();
    assertThat(process.problem()).startsWith("smaps: this kernel leaves 54 MiB out");
    assertThat(process.rss()).isEqualTo(Bytes.ofKibibytes(60_000));
  }

  @Test
  void beginsWithThoseThatWaitedLongestWhenTimeIsShort() throws IOException {
    node.start(1, 100, 30);
    node.start(2, 100, 20);
    step = Duration.ofMillis(300).toNanos(); // one reading is more than a pass may take

    assertThat(read().processes())
        .extracting(ProcessMemory::problem)
        .containsExactly(null, "smaps: not read yet");
    pass(Duration.ofSeconds(20));
    assertThat(read().processes()).extracting(ProcessMemory::problem).containsOnlyNulls();
  }

  @Test
  void aProcessOrCgroupThatIsGoneIsLeftOut() throws IOException {
    node.start(1, 100, 10);
    node.start(2, 100, 10);
    var pod = node.pod();
    node.end(1);
    node.removeCgroup();

    var read = reader.read(List.of(pod)).getFirst();

    assertThat(read.cgroups()).isEmpty();
    assertThat(read.problems()).isEmpty();
    assertThat(read.processes()).hasSize(1);
  }

  @Test
  void aNumberThatWasUsedAgainIsAnotherProcess() throws IOException {
    node.start(1, 100, 10);
    var before = node.pod();
    read();
    node.start(1, 200, 99);

    assertThat(reader.read(List.of(before)).getFirst().processes()).isEmpty();
  }

  @Test
  void aCgroupThatWasMadeAgainIsAnotherOne() throws IOException {
    var before = node.pod();
    var other =
        new WatchedPod(
            before.uid(),
            before.namespace(),
            before.name(),
            before.numaNode(),
            List.of(new WatchedCgroup(FakeProcesses.CGROUP, node.cgroup().inode() + 1, true)),
            List.of(),
            null);
    assertThat(reader.read(List.of(other)).getFirst().cgroups()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsSaidOfThatProcessAndHidesNoOther() throws IOException {
    node.start(1, 100, 30);
    node.start(2, 100, 20);
    reader = reader(MemoryPace.DEFAULT);
    node.start(3, 100, 10);
    node.smaps(1, "nonsense\n");
    node.smaps(2, "Rss: 4 kB\n");
    node.removeSmaps(3);
    node.start(4, 100, 5);

    assertThat(read().processes())
        .extracting(ProcessMemory::problem)
        .satisfiesExactly(
            problem -> assertThat(problem).contains("read smaps in", "proc/1: expected"),
            problem -> assertThat(problem).contains("read smaps in", "proc/2: expected"),
            problem -> assertThat(problem).contains("read smaps in", "proc/3: ENOENT"),
            problem -> assertThat(problem).isNull());
  }

  @Test
  void aProcessWhoseSizeCannotBeReadIsCounted() throws IOException {
    node.start(1, 100, 30);
    node.start(2, 100, 20);
    node.status(1, "nonsense");
    assertThat(read().processes()).hasSize(1);
    assertThat(read().unread()).isOne();
  }

  @Test
  void aCgroupThatCannotBeReadIsSaid() throws IOException {
    node.charge(-1);
    var pod = read();
    assertThat(pod.cgroups()).isEmpty();
    assertThat(pod.problems()).singleElement().asString().contains("memory.stat", "anon");
  }
}

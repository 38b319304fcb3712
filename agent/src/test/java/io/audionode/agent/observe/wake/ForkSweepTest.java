package io.audionode.agent.observe.wake;

import static io.audionode.agent.fixture.PodBuilder.roomy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.kernel.SettledLists;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fork raises no event. Without the sweep one is found by the slow resync only. */
class ForkSweepTest {
  @TempDir Path mount;

  private final SettledCgroups settled = new SettledCgroups(System::nanoTime);
  private final AtomicInteger marks = new AtomicInteger();
  private volatile CpuList cpus = CpuList.of(0, 1);
  private volatile Optional<CpuList> effective = Optional.of(CpuList.of(0, 1));
  private volatile boolean cpusUnreadable;
  private volatile boolean cpusBroken;
  private ForkSweep sweep;

  /** Swept by hand. */
  private ForkSweep one;

  @BeforeEach
  void lookAtTwoContainers() throws IOException {
    var mixer = roomy("mixer", "64Mi", "128Mi");
    var organ = roomy("organ", "64Mi", "128Mi");
    var node = FakeNode.withNumaNodes(1).pod(mixer).pod(organ);
    node.born(mixer, "c1", 10).born(organ, "c2", 20);
    processes("kubepods/burstable/pod" + mixer.uid() + "/c1", "10\n");
    Files.createDirectories(mount.resolve("kubepods/burstable/pod" + organ.uid() + "/c2"));
    sweep = sweep();
    one = sweep();
    sweep.looked(node.snapshot(), false);
    one.looked(node.snapshot(), false);
    Thread.ofPlatform().daemon().start(sweep);
    await().until(() -> marks.get() == 1); // what is there at first
  }

  private ForkSweep sweep() {
    return new ForkSweep(
        new OpenFiles(new CgroupFs(Linux.system(), mount), Core.PROCS, 10),
        this::cpus,
        settled,
        Duration.ofMillis(5),
        _ -> marks.incrementAndGet());
  }

  private ForkSweep.Cpus cpus() {
    if (cpusBroken) {
      throw new IllegalStateException("broken");
    }
    if (cpusUnreadable) {
      throw new KernelException.Malformed("a list of cpus", "x");
    }
    return new ForkSweep.Cpus(cpus, effective);
  }

  @AfterEach
  void end() {
    sweep.close();
  }

  private Path processes(String cgroup, String pids) throws IOException {
    var directory = Files.createDirectories(mount.resolve(cgroup));
    return Files.writeString(directory.resolve("cgroup.procs"), pids);
  }

  @Test
  void goesOnAfterAFailureOfAnyKindAndTellsOfIt() {
    cpusBroken = true;
    await().until(() -> sweep.pulse().state().failures() > 1);
    assertThat(sweep.pulse().state().lastFailure()).contains("broken");
    cpusBroken = false;
    await().until(() -> sweep.pulse().state().lastFailure() == null);
  }

  @Test
  void asksForALookWhenAProcessIsNewThoughAnotherContainerCannotBeRead() throws IOException {
    processes("kubepods/burstable/poduid-mixer/c1", "10\n11\n");
    await().until(() -> marks.get() == 2);
  }

  @Test
  void asksForALookWhenACpuGoesOfflineAndWhenItIsBack() {
    cpus = CpuList.of(0);
    await().until(() -> marks.get() == 2);
    cpus = CpuList.of(0, 1);
    await().until(() -> marks.get() == 3);
  }

  @Test
  void asksForALookWhenAPartitionOfSomebodyElseTakesACpu() {
    effective = Optional.of(CpuList.of(0));
    await().until(() -> marks.get() == 2);
  }

  @Test
  void findsForksAndTheCpusThatCameMeanwhileThoughTheListOfCpusCouldNotBeRead() throws IOException {
    cpusUnreadable = true;
    processes("kubepods/burstable/poduid-mixer/c1", "10\n11\n");
    await().until(() -> marks.get() == 2);
    await().during(Duration.ofMillis(100)).until(() -> marks.get() == 2);
    cpus = CpuList.of(0);
    cpusUnreadable = false;
    await().until(() -> marks.get() == 3);
  }

  @Test
  void asksForNoneWhileNothingChanges() throws IOException {
    processes("kubepods/burstable/poduid-mixer/c1", "10\n");
    var file = mount.resolve("kubepods/burstable/poduid-mixer/c1/cgroup.procs");
    await().during(Duration.ofMillis(100)).until(() -> marks.get() == 1 && Files.exists(file));
    assertThat(marks).hasValue(1);
  }

  /** What a look has found is what counts, whatever an earlier sweep saw. */
  @Test
  void asksForALookOnlyWhenThereAreOthersThanTheLookFound() throws IOException {
    sweep.close();
    one.sweep();
    marks.set(0);
    var c1 = CgroupPath.of("kubepods/burstable/poduid-mixer/c1");
    settle(c1, 10, 11);
    one.sweep();
    assertThat(marks).as("one of them has ended").hasValue(1);
    assertThat(settled.listed(c1)).as("in doubt").isEmpty();
    one.sweep();
    assertThat(marks).as("nobody looked, and all is as before").hasValue(1);

    processes(c1.value(), "10\n12\n");
    settle(c1, 10, 12);
    one.sweep();
    assertThat(marks).as("the look was before the sweep").hasValue(1);
    assertThat(settled.listed(c1)).contains("10\n12\n");
  }

  private void settle(CgroupPath path, int... pids) {
    var text = Arrays.stream(pids).mapToObj(pid -> pid + "\n").collect(Collectors.joining());
    SettledLists.settle(
        settled,
        path,
        text,
        Arrays.stream(pids)
            .mapToObj(pid -> new SeenProcess(new ProcessId(pid, 1), 1, "synth", 0, path))
            .toArray(SeenProcess[]::new));
    assertThat(settled.listed(path)).contains(text);
  }
}

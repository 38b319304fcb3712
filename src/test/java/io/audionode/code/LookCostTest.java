package io.audionode.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.OrdinaryDirectories;
import io.audionode.agent.model.Alarms;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.Witnesses;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.kernel.KubeletCpus;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a look costs, in calls of the kernel. */
class LookCostTest {
  /** Its control files alone. */
  private static final int CALLS_OF_A_CGROUP = 15;

  private static final String A_MINUTE_LATER = "31536060.00 0.00\n";

  @TempDir private Path directory;

  @Test
  void aChangeCostsAsMuchAmongManyPodsAsAmongFew() throws IOException {
    var few = callsAtAChange(5, FileTree::containers);
    assertThat(callsAtAChange(40, FileTree::containers)).isEqualTo(few);
    assertThat(few).as("the change was looked at").isGreaterThan(CALLS_OF_A_CGROUP);
  }

  @Test
  void aChangeWhereTheRuntimeMadeItCostsAsMuchAmongManyAsWell() throws IOException {
    var few = callsAtAChange(5, LookCostTest::homes);
    assertThat(callsAtAChange(40, LookCostTest::homes)).isEqualTo(few);
    assertThat(few).as("the change was looked at").isGreaterThan(CALLS_OF_A_CGROUP);
  }

  private static List<CgroupPath> homes(FileTree tree) {
    return tree.settled().pods().stream()
        .flatMap(pod -> pod.containers().stream())
        .map(SeenContainer::home)
        .toList();
  }

  private int callsAtAChange(int pods, Function<FileTree, List<CgroupPath>> places)
      throws IOException {
    var calls = new AtomicInteger();
    var tree = FileTree.of(Files.createTempDirectory(directory, "node"), pods);
    var sys = OrdinaryDirectories.sys(calls::incrementAndGet);
    var settled = new SettledCgroups(() -> 0);
    var kernel =
        new Kernel(
            sys,
            new CgroupFs(sys, tree.cgroups()),
            new ProcFs(sys, tree.proc()),
            settled::watched,
            settled,
            new KubeletCpus(tree.root()));
    var observer =
        new Observer(
            kernel,
            () -> new PodList(tree.pods(), List.of()),
            tree.settled()::originals,
            new Witnesses(() -> Alarms.NONE, Optional.of(List::of), List::of),
            () -> false);
    assertThat(observer.snapshot().processes()).as("seen").hasSize(pods);
    observer.snapshot();
    Files.writeString(tree.proc().resolve("uptime"), A_MINUTE_LATER);
    settled.changed(places.apply(tree).getFirst(), Memory.MIN.file());
    calls.set(0);
    assertThat(observer.snapshot().processes()).as("seen again").hasSize(pods);
    return calls.get();
  }
}

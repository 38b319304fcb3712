package io.audionode.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.OrdinaryDirectories;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Originals;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.kernel.KubeletCpus;
import io.audionode.agent.observe.kernel.SettledCgroups;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container that may make cgroups makes very many of them; ordinary directories here. */
class ManyCgroupsTest {
  private static final String CONTAINER = "kubepods/burstable/poduid-mixer/c";

  @TempDir private Path mount;

  @BeforeEach
  void makesTheRoot() throws IOException {
    Files.writeString(mount.resolve("cgroup.controllers"), "memory\n");
    Files.writeString(mount.resolve("cgroup.subtree_control"), "memory\n");
    make(CONTAINER);
    make("kubepods/burstable/poduid-organ/c");
    make("kubepods/besteffort/poduid-batch");
  }

  @Test
  void readsTheCgroupsOfThoseThatMayGiveMemory() {
    var seen = look();
    assertThat(seen.donors())
        .singleElement()
        .satisfies(donor -> assertThat(seen.cgroup(donor.home())).isPresent());
  }

  @Test
  void readsNoMoreThanSoManyBelowAContainerAndSaysSo() throws IOException {
    for (var i = 0; i <= Observer.MOST_BELOW; i++) {
      make(CONTAINER + "/" + i);
    }
    var seen = look();
    assertThat(seen.gaps().unreadable())
        .containsOnlyKeys(new CgroupPath(CONTAINER))
        .containsValue(CONTAINER + " has more than 1000 cgroups below it");
    assertThat(seen.pods()).extracting(SeenPod::containers).allMatch(all -> all.size() == 1);
  }

  @Test
  void readsThoseOfAnInitSystem() throws IOException {
    for (var i = 0; i < Observer.MOST_BELOW / 2; i++) {
      make(CONTAINER + "/" + i);
    }
    assertThat(look().gaps().unreadable()).isEmpty();
  }

  @Test
  void readsThoseThatAreNestedVeryDeep() throws IOException {
    make(CONTAINER + "/a".repeat(200));
    make("audio" + "/a".repeat(200));
    var seen = look();
    assertThat(seen.gaps().unreadable()).isEmpty();
    assertThat(seen.cgroups().paths()).contains(new CgroupPath("audio" + "/a".repeat(200)));
  }

  /** How much may be taken is decided by it. */
  @Test
  void readsWhatThoseHaveThatMayGiveMemoryAtEachLook() throws IOException {
    var donor = CgroupPath.of("kubepods/besteffort/poduid-batch");
    var current = mount.resolve(donor.value()).resolve("memory.current");
    var settled = new SettledCgroups(() -> 0);
    var observer = observer(settled::watched, settled);
    Files.writeString(current, "4096\n");
    observer.snapshot();
    Files.writeString(current, "8192\n");
    assertThat(observer.snapshot().cgroup(donor)).map(SeenCgroup::current).contains(Bytes.of(8192));
  }

  private NodeSnapshot look() {
    return observer(_ -> {}, new SettledCgroups(() -> 0)).snapshot();
  }

  private Observer observer(Kernel.Watch watch, SettledCgroups settled) {
    var sys = OrdinaryDirectories.sys();
    var cgroups = new CgroupFs(sys, mount);
    var kernel = new Kernel(sys, cgroups, new ProcFs(sys), watch, settled, new KubeletCpus(mount));
    var pods =
        new PodList(
            List.of(
                PodBuilder.roomy("mixer", "64Mi", "128Mi"),
                PodBuilder.roomy("organ", "64Mi", "128Mi"),
                PodBuilder.pod("batch").qos(QosClass.BEST_EFFORT).asksNothing().build()),
            List.of());
    return new Observer(
        kernel, () -> pods, () -> Originals.of(List.of()), Witnesses.NONE, () -> true);
  }

  private void make(String path) throws IOException {
    var directory = mount;
    for (var name : Path.of(path)) {
      directory = directory.resolve(name);
      if (!Files.exists(directory)) {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("cgroup.controllers"), "memory\n");
        Files.writeString(directory.resolve("cgroup.subtree_control"), "memory\n");
        Files.writeString(directory.resolve("cgroup.type"), "domain\n");
        Files.writeString(directory.resolve("cgroup.procs"), "");
      }
    }
  }
}

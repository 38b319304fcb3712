package io.audionode.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.Originals;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Bpf;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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

  private io.audionode.agent.model.NodeSnapshot look() {
    var sys = withoutPrograms();
    var cgroups = new CgroupFs(sys, mount);
    var kernel = new Kernel(sys, cgroups, new ProcFs(sys), _ -> {});
    var pods =
        new PodList(
            List.of(
                PodBuilder.roomy("mixer", "64Mi", "128Mi"),
                PodBuilder.roomy("organ", "64Mi", "128Mi")),
            List.of());
    return new Observer(kernel, () -> pods, () -> Originals.of(List.of())).snapshot();
  }

  /** Ordinary directories have none, and the kernel refuses to be asked about them. */
  private static Sys withoutPrograms() {
    var none =
        (Bpf)
            Proxy.newProxyInstance(
                Bpf.class.getClassLoader(), new Class<?>[] {Bpf.class}, (_, _, _) -> List.of());
    var real = Linux.system();
    return (Sys)
        Proxy.newProxyInstance(
            Sys.class.getClassLoader(),
            new Class<?>[] {Sys.class},
            (_, method, arguments) -> {
              if (method.getName().equals("bpf")) {
                return none;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
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

package io.audionode.agent.observe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever kubelet keeps its pods. */
class PodDirectoriesTest {
  private static final String UID = "11111111-aaaa-4bbb-8ccc-000000000001";

  @TempDir Path mount;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubepods/pod11111111-aaaa-4bbb-8ccc-000000000001",
        "kubepods/burstable/pod11111111-aaaa-4bbb-8ccc-000000000001",
        "kubelet/kubepods/besteffort/pod11111111-aaaa-4bbb-8ccc-000000000001",
        "docker/0123abcd/kubelet/kubepods/burstable/pod11111111-aaaa-4bbb-8ccc-000000000001",
        "docker/0123abcd/kubepods/pod11111111-aaaa-4bbb-8ccc-000000000001",
        "k3s/kubepods/burstable/pod11111111-aaaa-4bbb-8ccc-000000000001",
        "kubepods.slice/kubepods-pod11111111_aaaa_4bbb_8ccc_000000000001.slice",
        "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod11111111_aaaa_4bbb_8ccc_000000000001.slice",
        "kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod11111111_aaaa_4bbb_8ccc_000000000001.slice",
        "system.slice/docker-0123abcd.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod11111111_aaaa_4bbb_8ccc_000000000001.slice",
        "k3s.slice/k3s-kubepods.slice/k3s-kubepods-besteffort.slice/k3s-kubepods-besteffort-pod11111111_aaaa_4bbb_8ccc_000000000001.slice",
      })
  void findsAPodUnderAnyPrefixAndNaming(String path) {
    make("system.slice/ssh.service");
    make("user.slice/user-0.slice");
    make(path);
    assertThat(directories(_ -> {}).byUid()).containsOnlyKeys(UID).containsValue(at(path));
  }

  /** Whoever may make a cgroup may call it so: its 255 bytes read as 765. */
  @Test
  void findsAPodBesideANameThatIsNoUtf8() throws Exception {
    make("kubepods/pod" + UID);
    var mkdir = "mkdir \"$0/kubepods/$(printf '\\377%.0s' $(seq 255))\"";
    assertThat(new ProcessBuilder("bash", "-c", mkdir, mount.toString()).start().waitFor())
        .isZero();
    var found = directories(_ -> {}).search();
    assertThat(found.byUid()).containsOnlyKeys(UID);
    assertThat(found.unreadable()).isEmpty();
  }

  @Test
  void watchesEveryLevelSoThatTheNextPodIsHeardOf() {
    make("kubelet/kubepods/burstable/pod" + UID);
    var watched = new ArrayList<CgroupPath>();
    directories(watched::add).byUid();
    assertThat(watched)
        .contains(
            CgroupPath.ROOT,
            at("kubelet"),
            at("kubelet/kubepods"),
            at("kubelet/kubepods/burstable"));
  }

  @Test
  void watchesBeforeItListsSoThatNothingFallsBetween() {
    make("kubepods/burstable");
    var directories =
        directories(
            path -> {
              if (path.equals(at("kubepods/burstable"))) {
                make("kubepods/burstable/pod" + UID);
              }
            });
    assertThat(directories.byUid()).containsKey(UID);
  }

  private PodDirectories directories(Consumer<CgroupPath> watch) {
    return new PodDirectories(new CgroupFs(Linux.system(), mount), watch);
  }

  private static CgroupPath at(String path) {
    return CgroupPath.of(path);
  }

  private void make(String path) {
    try {
      Files.createDirectories(mount.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

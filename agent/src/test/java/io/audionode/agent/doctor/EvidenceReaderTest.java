package io.audionode.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.doctor.Evidence.Psi;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads trees of plain files, which to the reader look like the kernel's. */
class EvidenceReaderTest {
  private static final Sys SYS = Linux.system();

  @TempDir Path temporary;
  private Path proc;
  private Path cgroup;

  @BeforeEach
  void directories() throws IOException {
    proc = Files.createDirectory(temporary.resolve("proc"));
    cgroup = Files.createDirectory(temporary.resolve("cgroup"));
  }

  @Test
  void readsThisMachineWhateverItIs() {
    var evidence = new EvidenceReader(SYS).read(null, temporary.resolve("state"));
    assertThat(evidence.setup()).isNotNull();
    assertThat(evidence.node().meminfo()).isNotNull();
    assertThat(evidence.node().release()).isNotBlank();
    assertThat(evidence.rights().capabilities()).isNotNull();
    assertThat(evidence.rights().state().writable()).isTrue();
    assertThat(evidence.rights().state().nearest()).isEqualTo(temporary);
    assertThat(temporary.resolve("state")).doesNotExist();
  }

  @Test
  void diagnosesThisMachineWithFilesThatAreNotThere() {
    var missing = temporary.resolve("missing");
    var question = new Question(missing, missing, missing, missing);
    assertThat(new Doctor(SYS, InstantSource.system()).diagnose(question).checks())
        .filteredOn(check -> check.finding().contains(missing.toString()))
        .extracting(Check::name)
        .contains("cgroup v2", "configuration", "pods");
  }

  @Test
  void readsHierarchyWithKubepodsAndFiles() throws IOException {
    mountinfo("39 31 0:28 / %s rw - cgroup2 cgroup2 rw,nsdelegate\n".formatted(cgroup));
    cgroup("", "cpuset cpu memory pids", "memory", "0\n1\n");
    cgroup("init.scope", "cpu", "", "");
    cgroup("kubepods.slice", "memory", "", "");
    file(cgroup.resolve("kubepods.slice/memory.min"), "0\n");
    file(cgroup.resolve("kubepods.slice/cgroup.kill"), "");
    cgroup("kubepods.slice/kubepods-burstable.slice", "memory", "", "");
    cgroup("kubepods.slice/kubepods-burstable.slice/kubepods-burstable-poda_b.slice", "", "", "");

    var hierarchy = Objects.requireNonNull(read().hierarchy());
    assertThat(hierarchy.mountPoint()).isEqualTo(cgroup);
    assertThat(hierarchy.writable()).isTrue();
    assertThat(hierarchy.controllers()).containsOnly("cpuset", "cpu", "memory", "pids");
    assertThat(hierarchy.subtreeControl()).containsOnly("memory");
    assertThat(hierarchy.files()).containsOnly("memory.min", "cgroup.kill");
    assertThat(hierarchy.kubepods())
        .isEqualTo(new Evidence.Kubepods(new CgroupPath("kubepods.slice"), 1));
    assertThat(hierarchy.strangers()).isTrue();
  }

  @Test
  void doesNotKnowFilesOfControllerThatNobodyHas() throws IOException {
    mountinfo("39 31 0:28 / %s rw - cgroup2 cgroup2 rw\n".formatted(cgroup));
    cgroup("", "memory", "", "1\n");
    cgroup("kubepods", "", "", "");
    var hierarchy = Objects.requireNonNull(read().hierarchy());
    assertThat(hierarchy.files()).isNull();
    assertThat(hierarchy.kubepods())
        .isEqualTo(new Evidence.Kubepods(new CgroupPath("kubepods"), 0));
    assertThat(hierarchy.strangers()).isFalse();
  }

  @Test
  void takesRootThatIsGivenForCgroupV2() throws IOException {
    mountinfo("39 31 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    assertThat(read().setup()).isEqualTo(new CgroupSetup.Legacy());
    var evidence = reader().read(cgroup, temporary);
    assertThat(evidence.setup()).isInstanceOf(CgroupSetup.Unified.class);
    assertThat(evidence.hierarchy()).isNull();
    assertThat(evidence.unreadable()).anySatisfy(it -> assertThat(it).startsWith("cgroups: "));
  }

  @Test
  void tellsWhyThingsAreNotThere() throws IOException {
    Files.createDirectories(proc.resolve("self/ns"));
    file(proc.resolve("self/mountinfo"), "nonsense\n");
    file(proc.resolve("meminfo"), "MemTotal: many\n");
    var evidence = read();
    assertThat(evidence.setup()).isNull();
    assertThat(evidence.node().meminfo()).isNull();
    assertThat(evidence.unreadable())
        .anySatisfy(it -> assertThat(it).startsWith("mounts: ").contains("nonsense"))
        .anySatisfy(it -> assertThat(it).startsWith("memory: ").contains("MemTotal"))
        .anySatisfy(it -> assertThat(it).startsWith("pid namespace: "));
  }

  @Test
  void tellsThePidNamespaceOfTheMachineFromOthers() throws IOException {
    var link = Files.createDirectories(proc.resolve("self/ns")).resolve("pid");
    Files.createSymbolicLink(link, Path.of("pid:[4026531836]"));
    assertThat(read().rights().initialPidNamespace()).isTrue();
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("pid:[4026532201]"));
    assertThat(read().rights().initialPidNamespace()).isFalse();
  }

  @Test
  void findsPressureOnlyWhereItIs() throws IOException {
    assertThat(read().node().psi()).isEqualTo(Psi.ABSENT);
    file(proc.resolve("pressure/memory"), "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
    assertThat(read().node().psi()).isEqualTo(Psi.READABLE);
  }

  @Test
  void takesNoFileForStateDirectory() throws IOException {
    var file = temporary.resolve("file");
    file(file, "");
    assertThat(reader().read(null, file.resolve("state")).rights().state())
        .isEqualTo(new Evidence.StateDirectory(file.resolve("state"), file, false));
  }

  private Evidence read() {
    return reader().read(null, temporary);
  }

  private EvidenceReader reader() {
    return new EvidenceReader(SYS, proc, temporary.resolve("no-numa"), temporary.resolve("dev"));
  }

  private void mountinfo(String text) throws IOException {
    file(proc.resolve("self/mountinfo"), text);
  }

  private void cgroup(String path, String controllers, String subtreeControl, String procs)
      throws IOException {
    var directory = cgroup.resolve(path);
    file(directory.resolve("cgroup.controllers"), controllers + "\n");
    file(directory.resolve("cgroup.subtree_control"), subtreeControl + "\n");
    file(directory.resolve("cgroup.procs"), procs);
  }

  private static void file(Path path, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, text);
  }
}

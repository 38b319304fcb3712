package io.audionode.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the lab's guest, which is as fit as a node can be: cgroup v2, two NUMA nodes, swap, PSI. */
class DoctorKernelTest {
  private static final String KUBEPODS = "kubepods";

  private final Sys sys = Linux.system();
  @TempDir Path temporary;
  private Cgroup root;
  private boolean madeKubepods;
  private Set<String> enabled = Set.of();

  @BeforeEach
  void makeKubepods() {
    var setup = CgroupSetup.discover(sys);
    assertThat(setup).isInstanceOf(CgroupSetup.Unified.class);
    root = new CgroupFs(sys, ((CgroupSetup.Unified) setup).mountPoint()).open(CgroupPath.ROOT);
    enabled = new HashSet<>(Set.of("memory", "cpuset"));
    enabled.removeAll(root.subtreeControl());
    root.enable(enabled);
    madeKubepods = !root.children().contains(KUBEPODS);
    root.create(KUBEPODS).close();
  }

  @AfterEach
  void putBack() {
    if (madeKubepods) {
      root.remove(KUBEPODS);
    }
    root.disable(enabled);
    root.close();
  }

  @Test
  void findsTheGuestFit() {
    var question = new Question(temporary, null, null, null);
    var diagnosis = new Doctor(sys, InstantSource.system()).diagnose(question);
    assertThat(diagnosis.verdict()).as(diagnosis.table()).isIn(Verdict.OK, Verdict.ADVICE);
    assertThat(diagnosis.table())
        .contains("root with every capability", "kubepods, ", "nodes 0, 1", "memory.swap.max")
        .contains("This node is fit.");
  }

  @Test
  void seesTheKernelsOwnControlFiles() {
    var evidence = new EvidenceReader(sys).read(null, temporary);
    assertThat(evidence.unreadable()).isEmpty();
    var hierarchy = Objects.requireNonNull(evidence.hierarchy());
    assertThat(hierarchy.files())
        .contains("memory.min", "memory.swap.max", "memory.numa_stat", "memory.pressure");
    assertThat(hierarchy.strangers()).isFalse();
    assertThat(hierarchy.writable()).isTrue();
  }
}

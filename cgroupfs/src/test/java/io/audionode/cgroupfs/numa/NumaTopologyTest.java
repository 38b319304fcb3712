package io.audionode.cgroupfs.numa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.audionode.cgroupfs.Fixtures;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumaTopologyTest {
  @TempDir private Path root;

  @Test
  void readsNodesAsTheKernelShowsThem() throws IOException {
    copy("online");
    for (var id : List.of("node0", "node1")) {
      Files.createDirectory(root.resolve(id));
      copy(id + "/cpulist");
      copy(id + "/meminfo");
      copy(id + "/distance");
    }

    var topology = NumaTopology.read(Linux.system(), root);

    assertThat(topology.nodes()).extracting(NumaNode::id).containsExactly(0, 1);
    var second = topology.node(1).orElseThrow();
    assertThat(second.cpus()).isEqualTo(CpuList.parse("2-3"));
    assertThat(second.distances()).containsExactly(20, 10);
    assertThat(second.total()).isGreaterThan(second.free()).isGreaterThan(Bytes.ofMebibytes(1_900));
    assertThat(topology.node(2)).isEmpty();
  }

  @Test
  void machineWithoutNodesIsOneNode() {
    var topology = NumaTopology.read(Linux.system(), root.resolve("absent"));

    assertThat(topology.nodes()).hasSize(1);
    assertThat(topology.nodes().getFirst().cpus().isEmpty()).isFalse();
    assertThat(topology.nodes().getFirst().total()).isGreaterThan(Bytes.ZERO);
  }

  @Test
  void memoryOfANodeNeedsItsPrefix() {
    assertThatThrownBy(() -> NodeMemInfo.parse("MemTotal: 1 kB\nMemFree: 1 kB\n"))
        .isInstanceOf(Malformed.class);
  }

  private void copy(String file) throws IOException {
    Files.writeString(root.resolve(file), Fixtures.kernel("6.1", file));
  }
}

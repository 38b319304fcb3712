package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.NodeCpusView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node of which kubelet reserves cpu 0 and {@code isolcpus=3} isolates cpu 3. */
class CpusLabTest extends CpuScenario {
  private static final Path KUBELET = Path.of("/var/lib/kubelet/config.yaml");

  /** Writing there is what a host's operator does; the processor is gone for good. */
  private static final Path EJECT = Path.of("/sys/bus/acpi/devices/LNXCPU:03/eject");

  @Test
  void givesAnIsolatedCpuToAClassAloneUntilItIsRemovedFromTheMachine() throws IOException {
    assertThat(read("isolated")).isEqualTo("3");
    Files.createDirectories(KUBELET.getParent());
    Files.writeString(KUBELET, "reservedSystemCPUs: \"0\"\n");
    startAgent(WITH_ONE_OF_ITS_OWN);
    var shell = shell(1);
    var sleep = inClass(1);

    assertThat(List.of(allowed(shell.pid()), allowed(sleep))).containsExactly("2", "3");
    assertKnob(NODE0, "cpuset.cpus.effective", "1");
    assertThat(cpuUse(0).reserved()).containsExactly(new NodeCpusView.Reserved("kubelet", "0"));
    assertThat(cpuUse(1).reserved()).containsExactly(new NodeCpusView.Reserved("isolcpus", "3"));

    Files.writeString(EJECT, "1");
    await().atMost(PATIENCE).until(() -> read("present").equals("0-2"));
    agent.awaitQuiet();
    assertThat(List.of(allowed(shell.pid()), allowed(sleep))).containsExactly("2", "2");
    assertKnob(node(1), "cpuset.cpus.effective", "2");
    assertThat(agent.latest().desired().pods().getFirst().warnings())
        .singleElement()
        .asString()
        .contains("wants 1 cpus of its own and shares: of cpus 2,");
    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(agent.differences()).isEmpty();
  }
}

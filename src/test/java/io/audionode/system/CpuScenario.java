package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.NodeCpusView;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A pod with a shell, which belongs to no thread class, and a {@code sleep} of the class rt. */
class CpuScenario extends Scenario {
  static final String UID = "77777777-aaaa-4bbb-8ccc-000000000001";
  static final String WITH_ONE_OF_ITS_OWN = withClass("exclusiveCpus: 1");
  static final CgroupPath HOME = Kubepods.ROOT.child("burstable").child("pod" + UID).child("c1");

  private static final Path CPUS = Path.of("/sys/devices/system/cpu");

  static String withClass(String more) {
    return "profiles: {realtime: {threads: [{name: rt, names: [\"^sleep\"], %s}]}}".formatted(more);
  }

  /** Whatever a test took offline must be there for the next one. */
  @AfterEach
  void bringCpusBack() throws IOException {
    try (var cpus = Files.newDirectoryStream(CPUS, "cpu[1-9]*")) {
      for (var cpu : cpus) {
        if (Files.exists(cpu.resolve("online"))) {
          Files.writeString(cpu.resolve("online"), "1");
        }
      }
    }
  }

  static void online(int cpu, boolean online) throws IOException {
    Files.writeString(CPUS.resolve("cpu" + cpu + "/online"), online ? "1" : "0");
  }

  static String read(String file) throws IOException {
    return Files.readString(CPUS.resolve(file)).strip();
  }

  CgroupPath container(int numaNode) {
    return node(numaNode).child("pod" + UID).child("c1");
  }

  /** Born below kubepods, and moved. */
  Workload shell(int numaNode) {
    PodFile.pod("mixer", UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", Integer.toString(numaNode))
        .memory("64Mi", "128Mi")
        .into(agent.pods);
    var home = kubepods.burstable(UID).child("c1");
    agent.awaitQuiet();
    var shell =
        start(
            home,
            Workload.Birth.burstable(128 * MIB).adopted(),
            "/bin/sh",
            "-c",
            "sleep 1000 & wait");
    awaitIn(container(numaNode).child("main"), shell);
    await().atMost(PATIENCE).until(() -> sleeping(numaNode) > 0);
    agent.awaitQuiet();
    return shell;
  }

  /** The {@code sleep}, put into its class's cgroup. */
  int inClass(int numaNode) {
    var sleep = sleeping(numaNode);
    kubepods.write(container(numaNode).child("rt"), "cgroup.threads", Integer.toString(sleep));
    return sleep;
  }

  private int sleeping(int numaNode) {
    return kubepods.processesBelow(container(numaNode)).stream()
        .filter(pid -> kubepods.proc.stat(pid).comm().equals("sleep"))
        .findFirst()
        .orElse(0);
  }

  /** Where the kernel lets a thread run, by its own word. */
  static String allowed(int tid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + tid + "/task/" + tid + "/status")).stream()
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring("Cpus_allowed_list:".length()).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitAllowed(int tid, String cpus) {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(allowed(tid)).as("thread %d", tid).isEqualTo(cpus));
  }

  NodeCpusView cpuUse(int numaNode) {
    return agent.views().board().node().orElseThrow().numaNodes().get(numaNode).cpuUse();
  }
}

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A node with a kubepods tree, and an agent that has not been started. Both are gone afterwards.
 */
class Scenario {
  static final long MIB = 1 << 20;
  static final CgroupPath AUDIO = CgroupPath.of("audio");
  static final CgroupPath NODE0 = CgroupPath.of("audio/node0");

  /** Emulated cpus are slow; what is waited for here has no deadline of its own. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  final Kubepods kubepods = new Kubepods();
  final Agent agent = newAgent();
  private final Deque<Workload> workloads = new ArrayDeque<>();
  private final Deque<AgentProcess> processes = new ArrayDeque<>();

  private static Agent newAgent() {
    try {
      return new Agent();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void startsClean() {
    assertThat(kubepods.exists(AUDIO)).as("audio/ left by an earlier test").isFalse();
  }

  /** Whatever of it fails, the rest is done, or every test after this one would fail as well. */
  @AfterEach
  void cleanUp() {
    try (kubepods) {
      try (agent) {
        processes.forEach(AgentProcess::close);
      } finally {
        workloads.forEach(Workload::close);
      }
    }
  }

  /** Starts the agent and waits until it would notice a birth. */
  void startAgent(String... yaml) throws IOException {
    agent.start(yaml);
    await("the first runs").atMost(PATIENCE).until(() -> agent.reports.size() > 1);
    agent.awaitQuiet();
  }

  /** Starts the agent as a process of its own and waits until it answers; it ends with the test. */
  AgentProcess startProcess(String... options) {
    return startProcess(List.of(), options);
  }

  /** The same by way of another program. */
  AgentProcess startProcess(List<String> through, String... options) {
    var process = AgentProcess.run(through, agent, options);
    processes.push(process);
    return process.awaitOutput("answers");
  }

  /** Starts a program in a container; it ends with the test. */
  Workload start(CgroupPath container, Workload.Birth birth, String program, String... arguments) {
    var workload = Workload.start(container, birth, program, arguments);
    workloads.push(workload);
    return workload;
  }

  /** Waits until a program's process is in a cgroup or below it. */
  void awaitIn(CgroupPath place, Workload workload) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(kubepods.proc.cgroup(workload.pid()).path())
                    .as("where process %d is, which said: %s", workload.pid(), workload.output())
                    .matches(path -> path.startsWith(place), "is in " + place));
  }

  /** Waits until a program's main thread is in the cgroup of the class that it belongs to. */
  void awaitClass(String name, Workload workload) {
    var pid = workload.pid();
    await()
        .atMost(PATIENCE)
        .until(() -> kubepods.proc.taskCgroup(pid, pid).path().name().equals(name));
  }

  void assertKnob(CgroupPath path, String file, Object value) {
    assertThat(kubepods.read(path, file)).as("%s %s", path, file).isEqualTo(value.toString());
  }

  static CgroupPath node(int numaNode) {
    return AUDIO.child("node" + numaNode);
  }
}

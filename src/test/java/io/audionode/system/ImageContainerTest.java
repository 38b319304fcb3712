package io.audionode.system;

import static io.audionode.system.Command.docker;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.cli.Commands;
import io.audionode.cgroupfs.numa.NumaBalancing;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.daemonset.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image as a container, which looks after another container and leaves it as it was. */
class ImageContainerTest {
  private static final String UID = "99999999-aaaa-4bbb-8ccc-000000000001";
  private static final String OTHER_USER = "1000";
  private static final long MIB = 1 << 20;
  private static final int SIGTERM_STATUS = 143;
  private static final int BORN_SCORE = 900;

  private final Kubepods kubepods = new Kubepods();
  private String audio = "";

  @BeforeAll
  static void buildTheImageOnAHostLikeSystemdMakesIt() {
    mount("remount,nsdelegate,memory_recursiveprot");
    AgentContainer.build();
  }

  @AfterAll
  static void mountAsBefore() {
    mount("remount,memory_recursiveprot");
  }

  private static void mount(String options) {
    Command.run(List.of("mount", "-o", options, "none", "/sys/fs/cgroup")).succeeded();
  }

  @AfterEach
  void cleanUp() {
    if (!audio.isEmpty()) {
      docker("rm", "--force", audio);
    }
    kubepods.close();
  }

  @Test
  void privilegedItPlacesAContainerAndKeepsItProtectedWhenItEnds() throws IOException {
    try (var agent = new AgentContainer(List.of("--privileged", "--cgroupns=host"), "{}")) {
      var begun = Instant.now();
      agent.start();
      var start = Duration.between(begun, Instant.now());
      var pid = bear(agent);
      assertPlaced(pid, agent);
      assertFitsItsRequest(agent);
      assertStartsFromItsCache(agent);

      var took = agent.terminate();

      System.out.println("the agent's container: ended within " + took);
      assertThat(took).as(agent.log()).isLessThan(start).isLessThan(Manifests.gracePeriod());
      assertThat(agent.exitStatus()).as(agent.log()).isEqualTo(SIGTERM_STATUS);
      assertThat(home(pid).startsWith(Scenario.AUDIO)).isTrue();
      agent.run("restore").succeeded();
      assertPutBack(pid, agent);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"least-privilege", "seccomp"})
  void withTheRightsOfAnOverlayAloneItDoesAllOfIt(String overlay) throws IOException {
    var rights = leastPrivilege();
    if (overlay.equals("seccomp")) {
      rights.add("--security-opt=seccomp=" + Manifests.seccompProfile());
    }
    var least = Path.of("daemonset/overlays/least-privilege/config.yaml");
    var config = Files.readString(least) + "onStop: restore\n";
    try (var agent = new AgentContainer(rights, config)) {
      agent.start();
      var pid = bear(agent);
      assertPlaced(pid, agent);

      agent.terminate();

      assertPutBack(pid, agent);
    }
  }

  /** {@code move_pages} among it, which the runtimes' own profile forbids. */
  @Test
  void withTheSeccompProfileItDoesWhatTakesEachRight() throws IOException {
    var rights = leastPrivilege();
    rights.add("--security-opt=seccomp=" + Manifests.seccompProfile());
    try (var _ = NumaBalancing.off();
        var agent = new AgentContainer(rights, EveryRight.configuration("gentle"));
        var pods = new EveryRight(kubepods, agent.pods)) {
      var late = pods.beforeTheAgent().late();
      agent.start();
      var born = pods.born();
      pods.awaitMigrated(late);
      pods.awaitAll(agent.api(), born);

      agent.terminate();

      pods.assertPutBack(List.of(born, late));
      assertThat(agent.run("verify-clean").succeeded()).contains("as audionode found it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SYS_ADMIN", "SYS_PTRACE"})
  void saysWhatIsMissingWhereItCannotLeaveItsCgroupNamespace(String capability) throws IOException {
    var rights = leastPrivilege();
    assertThat(rights.remove("--cap-add=" + capability)).isTrue();
    try (var agent = new AgentContainer(rights, "{}")) {
      var ended = agent.run("restore", "--dry-run");
      assertThat(ended.status()).isEqualTo(Commands.UNFIT);
      assertThat(ended.output())
          .contains("cannot leave the container's cgroup namespace", "CAP_" + capability);
    }
  }

  private static List<String> leastPrivilege() throws IOException {
    var options =
        new ArrayList<>(
            List.of("--cgroupns=private", "--security-opt=apparmor=unconfined", "--cap-drop=ALL"));
    var capabilities = Manifests.leastPrivilege().getCapabilities().getAdd();
    assertThat(capabilities).isNotEmpty();
    capabilities.forEach(capability -> options.add("--cap-add=" + capability));
    return options;
  }

  /** Starts an audio pod's container; returns its process. */
  private int bear(AgentContainer agent) {
    PodFile.pod("mixer", UID).profile("realtime").memory("100Mi", "190Mi").into(agent.pods);
    kubepods.burstable(UID);
    await()
        .atMost(Scenario.PATIENCE)
        .until(() -> agent.status().pods().values().stream().anyMatch(n -> n > 0));
    audio =
        docker(
            "run",
            "--detach",
            "--network=none",
            "--user=" + OTHER_USER,
            "--oom-score-adj=" + BORN_SCORE,
            "--memory=190m",
            "--cgroup-parent=/kubepods/burstable/pod" + UID,
            "audionode-lab",
            "/bin/audio",
            "--mib",
            "64");
    return Integer.parseInt(docker("inspect", "--format", "{{.State.Pid}}", audio));
  }

  private void assertPlaced(int pid, AgentContainer agent) {
    await()
        .atMost(Scenario.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(home(pid).startsWith(Scenario.AUDIO)).as(agent.log()).isTrue();
              assertThat(kubepods.proc.oomScoreAdj(pid)).isEqualTo(-500);
              assertThat(agent.status().pendingActions()).as(agent.log()).isZero();
            });
    var container = home(pid).parent().orElseThrow();
    assertThat(kubepods.read(container, "memory.min")).isEqualTo(Long.toString(100 * MIB));
    await()
        .atMost(Scenario.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Long.parseLong(kubepods.read(container, "memory.current")))
                    .as("its memory is charged where it is protected")
                    .isGreaterThan(64 * MIB));
  }

  /** The manifest's figures are those of a real one. */
  private void assertFitsItsRequest(AgentContainer agent) throws IOException {
    var rss = kubepods.proc.status(agent.pid()).vmRss().orElseThrow();
    System.out.println("the agent's container: VmRSS " + rss);
    var request =
        requireNonNull(Manifests.agent().getResources().getRequests().get("memory"), "memory");
    assertThat(rss.value()).isLessThan(request.getNumericalAmount().longValueExact());
  }

  /** The JVM starts without one that does not fit its jar or its runtime. */
  private static void assertStartsFromItsCache(AgentContainer agent) throws IOException {
    assertThat(Files.readString(Path.of("/proc", Integer.toString(agent.pid()), "maps")))
        .contains("/opt/audionode/audionode.aot");
  }

  private void assertPutBack(int pid, AgentContainer agent) {
    assertThat(home(pid))
        .as(agent.log())
        .isEqualTo(Kubepods.ROOT.child("burstable").child("pod" + UID).child(audio));
    assertThat(kubepods.proc.oomScoreAdj(pid)).isEqualTo(BORN_SCORE);
    assertThat(kubepods.exists(Scenario.AUDIO)).isFalse();
    assertThat(agent.run("verify-clean").succeeded()).contains("as audionode found it");
  }

  private CgroupPath home(int pid) {
    return kubepods.proc.cgroup(pid).path();
  }
}

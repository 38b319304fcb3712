package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.cli.Commands;
import io.audionode.cgroupfs.numa.NumaBalancing;
import io.audionode.daemonset.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The capabilities of the overlay for least privilege suffice, and none of them is too many: the
 * agent as a process with these alone, in a cgroup namespace of its own as a container has it.
 */
class RightsScenarioTest extends Scenario {
  private final EveryRight pods = new EveryRight(kubepods, agent.pods);
  private final NumaBalancing balancing = off();

  private static NumaBalancing off() {
    try {
      return NumaBalancing.off();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(agent.config(), EveryRight.configuration("gentle"));
  }

  @AfterEach
  void end() throws IOException {
    pods.close();
    balancing.close();
  }

  @Test
  void doesEverythingWithTheCapabilitiesOfTheOverlay() {
    var late = pods.beforeTheAgent().late();
    var process =
        startProcess(with(capabilities().toList()), "--config", agent.config().toString());
    var api = process.api().awaitReady();
    var born = pods.born();

    pods.awaitMigrated(late);
    pods.awaitAll(api, born);

    process.terminate();
    pods.assertPutBack(List.of(born, late));
    assertThat(agent.differences()).isEmpty();
  }

  /** One that nothing here needs is one too many in the manifest. */
  @ParameterizedTest
  @MethodSource("capabilities")
  void saysWhatItCannotDoWithoutOneOfThem(String dropped) {
    var rest = with(capabilities().filter(Predicate.not(dropped::equals)).toList());
    switch (dropped) {
      case "SYS_ADMIN", "SYS_PTRACE" -> assertDoesNotStart(rest, dropped);
      case "DAC_OVERRIDE" -> assertMakesNoTree(rest);
      case "NET_ADMIN" -> assertLeavesThoseWithDeniedDevices(rest);
      case "SYS_NICE" -> assertMovesNobodyWithMoreRights(rest);
      case "SYS_RESOURCE" -> assertLowersNoScore(rest);
      default -> throw new AssertionError("nothing here needs " + dropped);
    }
  }

  static Stream<String> capabilities() {
    return Manifests.leastPrivilege().getCapabilities().getAdd().stream();
  }

  /** What starts a program with these capabilities in a cgroup namespace of its own. */
  private static List<String> with(List<String> capabilities) {
    var set =
        capabilities.stream()
            .map(it -> ",+" + it.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("", "-all", ""));
    return List.of("unshare", "--cgroup", "setpriv", "--inh-caps=-all", "--bounding-set=" + set);
  }

  private void assertDoesNotStart(List<String> rights, String dropped) {
    try (var process = AgentProcess.start(rights, "restore", "--state", agent.state().toString())) {
      assertThat(process.awaitEnd()).as(process.output()).isEqualTo(Commands.UNFIT);
      assertThat(process.output())
          .contains("cannot leave the container's cgroup namespace", "CAP_" + dropped);
    }
  }

  private void assertMakesNoTree(List<String> rights) {
    var api = api(rights);
    awaitSaid(api, "DAC_OVERRIDE", "EACCES");
    assertThat(kubepods.exists(AUDIO)).isFalse();
  }

  private void assertLeavesThoseWithDeniedDevices(List<String> rights) {
    var api = api(rights);
    var born = pods.born();
    if (isPlacedWithoutNetAdmin()) {
      pods.awaitPlaced(born);
      awaitSaid(api, "NET_ADMIN", "");
      return;
    }
    awaitSaid(api, "NET_ADMIN", "which devices it is denied cannot be read: ");
    pods.awaitScore(born, -500);
    assertThat(pods.cgroup(born)).matches(it -> it.startsWith(Kubepods.ROOT), "is in kubepods");
  }

  /** CAP_SYS_ADMIN counts for it too since 6.5 (bpf_net_capable in kernel/bpf/syscall.c). */
  private boolean isPlacedWithoutNetAdmin() {
    var release = Stream.of(kubepods.proc.osRelease().split("[.-]")).limit(2).toList();
    return Integer.parseInt(release.getFirst()) * 1000 + Integer.parseInt(release.getLast())
        >= 6005;
  }

  private void assertMovesNobodyWithMoreRights(List<String> rights) {
    var api = api(rights);
    var born = pods.born();
    awaitSaid(api, "SYS_NICE", "EPERM");
    assertThat(pods.cgroup(born)).matches(it -> it.startsWith(Kubepods.ROOT), "is in kubepods");
  }

  private void assertLowersNoScore(List<String> rights) {
    var api = api(rights);
    var born = pods.born();
    pods.awaitPlaced(born);
    awaitSaid(api, "SYS_RESOURCE", "oom_score_adj");
    assertThat(kubepods.proc.oomScoreAdj(born.pid())).isEqualTo(EveryRight.BORN_SCORE);
  }

  private AgentApi api(List<String> rights) {
    pods.beforeTheAgent();
    var process = startProcess(rights, "--config", agent.config().toString());
    return process.api().awaitReady();
  }

  /** In its status, in words for people, and where a write was refused, the kernel's answer. */
  private static void awaitSaid(AgentApi api, String capability, String refusal) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(api.text("events")).contains(refusal));
    assertThat(api.status().warnings())
        .filteredOn(warning -> warning.startsWith("runs without "))
        .singleElement()
        .asString()
        .startsWith("runs without CAP_" + capability + ", which is needed to ");
  }
}

package io.audionode.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.Quantity;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two NUMA nodes of 2048Mi, of which 80 % may be promised: 1638Mi each. */
class PodChecksTest {
  @Test
  void addsUpWhatPodsAskForOnEachNumaNode() throws ConfigurationException {
    assertThat(examine(pod("a", "1Gi"), pod("b", "512Mi"), pod("c", "512Mi")))
        .containsExactly(
            Check.ok(
                "memory",
                "NUMA node 0: 1024Mi (live/a 1024Mi) asked of a budget of 1638Mi;"
                    + " NUMA node 1: 1024Mi (live/b 512Mi + live/c 512Mi) asked of a budget of 1638Mi"),
            Check.ok("pods", "3 pods, 3 of them for audionode"));
  }

  @Test
  void showsArithmeticWhereMinimaExceedTheBudget() throws ConfigurationException {
    var checks = examine(pod("a", "1Gi"), pod("b", "1Gi"), pod("c", "1Gi"));
    assertThat(checks.getFirst())
        .satisfies(
            memory -> {
              assertThat(memory.verdict()).isEqualTo(Verdict.WARNING);
              assertThat(memory.finding())
                  .contains(": 2048Mi (live/", " + live/", ") asked of a budget of 1638Mi");
              assertThat(memory.finding()).doesNotContain("; ");
              assertThat(memory.remedy()).contains("subtreeMax");
            });
    assertThat(checks)
        .anySatisfy(it -> assertThat(it.finding()).contains("not placed and without memory.min"));
  }

  @Test
  void namesTheMostDemandingPodsOnly() throws ConfigurationException {
    var pods = new Pod[12];
    for (int i = 0; i < pods.length; i++) {
      pods[i] = pod("p" + i, 10 + i + "Mi");
    }
    assertThat(examine(pods).getFirst().finding())
        .contains(" more) asked of")
        .doesNotContain("live/p0 ");
  }

  @Test
  void survivesAbsurdMinima() throws ConfigurationException {
    var most = "9223372036854775807";
    assertThat(examine(pod("a", most), pod("b", most), pod("c", most)).getFirst().verdict())
        .isEqualTo(Verdict.WARNING);
  }

  @Test
  void leavesOutPodsThatDoNotAskOrAreOnHold() throws ConfigurationException {
    var other = pod("other", "2Gi", Map.of(), Map.of());
    var held = pod("held", "2Gi", REALTIME, Map.of("audionode.io/hold", "true"));
    assertThat(examine(other, held))
        .containsExactly(
            Check.ok(
                "memory",
                "NUMA node 0: nothing asked of a budget of 1638Mi;"
                    + " NUMA node 1: nothing asked of a budget of 1638Mi"),
            Check.ok("pods", "2 pods, 1 of them for audionode"));
  }

  @Test
  void passesOnWhatPoliciesWarnOf() throws ConfigurationException {
    var unknown = pod("x", "1Mi", Map.of("audionode.io/profile", "loud"), Map.of());
    var checks = examine(unknown, pod("y", null));
    assertThat(checks)
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .satisfiesExactly(
            check -> assertThat(check.finding()).startsWith("live/x: profile \"loud\" is not"),
            check -> {
              assertThat(check.name()).isEqualTo("pod live/y");
              assertThat(check.finding()).contains("no memory request");
            });
  }

  @Test
  void passesOnWhatIsWrongWithPodFiles() throws ConfigurationException {
    var pods = new PodList(List.of(), List.of(new PodProblem("a.yaml", "is not YAML")));
    assertThat(examine(pods))
        .contains(
            Check.warning("pods", "a.yaml: is not YAML", "correct it; other pods are served"));
  }

  @Test
  void showsMemoryAloneWhenNoPodsAreGiven() {
    assertThat(PodChecks.of(Fit.node(), Fit.NOTHING_ASKED))
        .containsExactly(
            Check.ok("memory", "4096Mi; --pods DIR compares it with what pods ask for"));
  }

  private static final Map<String, String> REALTIME = Map.of("audionode.io/profile", "realtime");

  private static List<Check> examine(Pod... pods) throws ConfigurationException {
    return examine(new PodList(List.of(pods), List.of()));
  }

  private static List<Check> examine(PodList pods) throws ConfigurationException {
    var configuration = ConfigurationReader.read("subtreeMax: 80%", "config.yaml");
    return PodChecks.of(Fit.node(), new Wanted(configuration, List.of(), pods));
  }

  private static Pod pod(String name, @Nullable String request) {
    return pod(name, request, REALTIME, Map.of());
  }

  private static Pod pod(
      String name,
      @Nullable String request,
      Map<String, String> labels,
      Map<String, String> annotations) {
    var bytes = request == null ? null : Quantity.parse(request).bytes();
    return new Pod(
        "uid-" + name,
        "live",
        name,
        name + ".yaml",
        labels,
        annotations,
        QosClass.BURSTABLE,
        null,
        false,
        Set.of(),
        List.of(new ContainerSpec("main", bytes, null, null)),
        List.of());
  }
}

package io.audionode.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.BoundedYaml;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.PodBuilder;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.status.LoopState;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.daemonset.PrometheusRule.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An alert that cannot fire is worse than none: somebody relies on it. */
class AlertRulesTest {
  private static final Path RULES = Manifests.DIRECTORY.resolve("overlays/metrics/rules.yaml");
  private static final Path CHECKOUT = Objects.requireNonNull(Manifests.DIRECTORY.getParent());
  private static final Path TESTS = CHECKOUT.resolve("src/test/prometheus/rules.test.yaml");
  private static final Path TROUBLESHOOTING =
      CHECKOUT.resolve("src/site/markdown/troubleshooting.md");

  private static final Pattern METRIC = Pattern.compile("\\baudionode_[a-z_]+\\b");

  private final List<Rule> rules =
      Manifests.rendered("overlays/metrics").only(PrometheusRule.class).getSpec().groups().stream()
          .flatMap(group -> group.rules().stream())
          .toList();

  @Test
  void isWhatPrometheusTakes() {
    promtool("check", "rules", RULES.toString());
  }

  @Test
  void recordsAndAlertsAsItShould() {
    promtool("test", "rules", TESTS.toString());
  }

  @Test
  void isTheSameForTheOperator() throws Exception {
    var operators = text(Manifests.DIRECTORY.resolve("overlays/metrics/prometheus-rule.yaml"));
    var object = (Map<?, ?>) BoundedYaml.values(operators).getFirst();
    assertThat(object.get("spec"))
        .as("call scripts/manifests")
        .isEqualTo(BoundedYaml.values(text(RULES)).getFirst());
  }

  @Test
  void testsEveryRecordAndEveryAlert() {
    var tests = text(TESTS);
    assertThat(records()).isNotEmpty().allSatisfy(name -> assertThat(tests).contains(name));
    assertThat(alerts())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(tests).contains("alertname: " + name));
  }

  @Test
  void saysWhatToDoAboutEveryAlert() {
    var advice = text(TROUBLESHOOTING);
    assertThat(alerts()).allSatisfy(name -> assertThat(advice).contains("| `" + name + "` |"));
  }

  @Test
  void asksOnlyForMetricsThatTheAgentHas() {
    var exported = exported();
    var text = text(RULES);
    for (var name : records().toList()) {
      text = text.replace(name, "");
    }
    assertThat(METRIC.matcher(text).results().map(MatchResult::group))
        .hasSizeGreaterThan(5)
        .allSatisfy(name -> assertThat(exported).contains("\n" + name));
  }

  /** What an agent shows that has protected a pod, repaired something, and follows a cluster. */
  private static String exported() {
    var node = FakeNode.withNumaNodes(1);
    var mixer = PodBuilder.guaranteed("mixer", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    try (var metrics = new Metrics("0.1.0")) {
      metrics.follow(() -> Optional.of(new ApiLink(true, true, Duration.ZERO, null)));
      metrics.loops(
          () ->
              List.of(
                  new LoopState("main", FakeFlow.START, Duration.ZERO, Duration.ZERO, 1, 0, null)));
      metrics.journal(() -> false);
      var flow = new FakeFlow(node);
      flow.settle();
      node.knob(Subtree.ROOT, Memory.MIN.file(), "0");
      var repair = flow.runOnce();
      metrics.accept(repair);
      metrics.drift(Optional::empty).accept(repair);
      return metrics.scrape("").text();
    }
  }

  private Stream<String> records() {
    return rules.stream().map(Rule::record).filter(Objects::nonNull);
  }

  private Stream<String> alerts() {
    return rules.stream().map(Rule::alert).filter(Objects::nonNull);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void promtool(String... arguments) {
    var command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    } catch (IOException e) {
      throw new AssertionError(
          "promtool is needed to test the rules; scripts/test fetches it, it is in Debian's package"
              + " prometheus",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

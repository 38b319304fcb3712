package io.audionode.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.config.BoundedYaml;
import io.audionode.daemonset.PrometheusRule.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An alert that cannot fire is worse than none: somebody relies on it. */
class AlertRulesTest {
  private static final Path RULES = Manifests.DIRECTORY.resolve("overlays/metrics/rules.yaml");
  private static final Path CHECKOUT = Objects.requireNonNull(Manifests.DIRECTORY.getParent());
  private static final Path TESTS = CHECKOUT.resolve("src/test/prometheus/rules.test.yaml");
  private static final Path TROUBLESHOOTING =
      CHECKOUT.resolve("src/site/markdown/troubleshooting.md");

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

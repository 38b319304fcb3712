package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationDefaultsTest {
  private static final String SOURCE = "config.yaml";

  /** Every key of the configuration and its default; {@link #coversEveryKey} keeps it complete. */
  static Stream<Arguments> defaults() {
    return Stream.of(
        arguments("placement", "subtree"),
        arguments("domain", "container"),
        arguments("inPlaceThreads", false),
        arguments("swappiness", 1),
        arguments("subtreeMax", "80%"),
        arguments("onStop", "keep"),
        arguments("pause", false),
        arguments("logLevel", "info"),
        arguments("migration", "off"),
        arguments("migrationBudget", "1ms"),
        arguments("reservedCpus", "none"),
        arguments("profiles.realtime.memoryMin", "100% request"),
        arguments("profiles.realtime.swapMax", "0"),
        arguments("profiles.realtime.oomScoreAdj.Guaranteed", -900),
        arguments("profiles.realtime.oomScoreAdj.Burstable", -500),
        arguments("profiles.realtime.oomScoreAdj.BestEffort", -300),
        arguments("profiles.realtime.numa", "required"),
        arguments("profiles.realtime.threads.0.name", "rt"),
        arguments("profiles.realtime.threads.0.policies", List.of("FIFO", "RR", "DEADLINE")),
        arguments("profiles.realtime.threads.0.minPriority", 1),
        arguments(
            "profiles.realtime.threads.0.names", List.of("^pw-data-loop", "^jackd", "^audio")),
        arguments("profiles.realtime.threads.0.cpuWeight", 10000),
        arguments("profiles.realtime.threads.0.uclampMin", "0%"),
        arguments("profiles.realtime.threads.0.uclampMax", "100%"),
        arguments("profiles.realtime.threads.0.exclusiveCpus", 0),
        arguments("profiles.realtime.threads.0.partition", "member"),
        arguments("profiles.realtime.threads.0.schedPolicy", "keep"),
        arguments("profiles.realtime.mlockAdvice", false),
        arguments("profiles.realtime.reactions", List.of("observe", "oom")),
        arguments("profiles.render.memoryMin", "50% request"),
        arguments("profiles.render.swapMax", "4Mi"),
        arguments("profiles.render.oomScoreAdj.Guaranteed", -500),
        arguments("profiles.render.oomScoreAdj.Burstable", -300),
        arguments("profiles.render.oomScoreAdj.BestEffort", 0),
        arguments("profiles.render.numa", "preferred"),
        arguments("profiles.render.threads", List.of()),
        arguments("profiles.render.mlockAdvice", false),
        arguments("profiles.render.reactions", List.of("observe", "oom")),
        arguments("pressure.triggers.0.name", "warn"),
        arguments("pressure.triggers.0.kind", "some"),
        arguments("pressure.triggers.0.stall", "50ms"),
        arguments("pressure.triggers.0.window", "500ms"),
        arguments("pressure.triggers.1.name", "critical"),
        arguments("pressure.triggers.1.kind", "full"),
        arguments("pressure.triggers.1.stall", "100ms"),
        arguments("pressure.triggers.1.window", "1s"),
        arguments("pressure.calm", "30s"),
        arguments("pressure.coolDown", "60s"));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void hasDefault(String path, Object value) {
    Object node = ConfigurationView.of(Configuration.defaults());
    for (String key : path.split("\\.", -1)) {
      node =
          switch (node) {
            case List<?> list -> list.get(Integer.parseInt(key));
            case Map<?, ?> map -> requireNonNull(map.get(key), path);
            default -> throw new AssertionError(path);
          };
    }
    assertThat(node).isEqualTo(value);
  }

  @Test
  void coversEveryKey() {
    assertThat(leaves("", ConfigurationView.of(Configuration.defaults())))
        .containsExactlyElementsOf(defaults().map(row -> "." + row.get()[0]).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "# nothing\n", "---\n", "{}", "profiles:\npressure:\n", "~", "\ufeff"})
  void areInForceWhenTheFileSaysNothing(String yaml) throws ConfigurationException {
    assertThat(ConfigurationReader.read(yaml, SOURCE)).isEqualTo(Configuration.defaults());
  }

  @Test
  void equalTheDocumentedFile() throws Exception {
    assertThat(ConfigurationReader.read(Defaults.file(), SOURCE))
        .isEqualTo(Configuration.defaults());
  }

  @Test
  void areAllWrittenOutInTheDocumentedFile() throws Exception {
    Object documented = BoundedYaml.values(Defaults.file()).getFirst();
    assertThat(leaves("", documented))
        .containsExactlyElementsOf(leaves("", ConfigurationView.of(Configuration.defaults())));
  }

  private static List<String> leaves(String path, Object node) {
    if (node instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .flatMap(entry -> leaves(path + "." + entry.getKey(), entry.getValue()).stream())
          .toList();
    }
    if (node instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map) {
      return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
          .flatMap(i -> leaves(path + "." + i, list.get(i)).stream())
          .toList();
    }
    return List.of(path);
  }
}

package io.audionode.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

class ConfigurationViewTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "placement: in-place\ndomain: node\nswappiness: keep\nsubtreeMax: none\nonStop: restore\npause: true",
        "logLevel: debug",
        "profiles: {realtime: {memoryMin: 300M, swapMax: max, threads: []}}",
        "profiles: {'1.5': {memoryMin: 100m, swapMax: 4097, numa: any}}",
        "profiles: {a: {threads: [{name: '007', names: ['\\\\d+', '~', \"'\"], cpuWeight: 1}]}}",
        "pressure: {triggers: [], calm: 1s, coolDown: 10s}",
        "profiles: {live: {reactions: []}, loud: {reactions: [throttle, observe, reclaim]}}",
        "pressure: {triggers: [{name: a, kind: some, stall: 1500us, window: 9999999us}]}",
      })
  void readsBackAsTheSameConfiguration(String yaml) throws ConfigurationException {
    var configuration = ConfigurationReader.read(yaml, "config.yaml");
    var dump = new Dump(DumpSettings.builder().build());
    var written = dump.dumpToString(ConfigurationView.of(configuration));
    assertThat(ConfigurationReader.read(written, "view")).isEqualTo(configuration);
  }

  @Test
  void keepsTheOrderOfTheDocumentedFile() {
    assertThat(ConfigurationView.of(Configuration.defaults()).keySet())
        .containsExactlyElementsOf(Keys.ROOT);
  }
}

package io.audionode.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.model.Capability;
import io.audionode.daemonset.Manifests;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Without this, the page explains rights that the manifest does not give, or leaves some out. */
class SecurityPageTest {
  private static final Page PAGE = Page.of("src/site/markdown/security.md");

  @Test
  void explainsExactlyTheCapabilitiesOfTheOverlay() {
    assertThat(
            PAGE.text()
                .lines()
                .filter(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
                .map(line -> line.split("`", -1)[1]))
        .containsExactlyInAnyOrderElementsOf(Manifests.leastPrivilege().getCapabilities().getAdd());
    assertThat(Manifests.leastPrivilege().getCapabilities().getAdd())
        .allSatisfy(
            capability ->
                assertThat(PAGE.rows(capability))
                    .singleElement()
                    .asString()
                    .matches("\\| \\S+ \\| \\S.+ \\| \\S.+ \\|"));
  }

  /** What the manifest gives and what a running agent and the doctor miss are the same. */
  @Test
  void givesExactlyTheCapabilitiesThatTheAgentMisses() {
    assertThat(
            Arrays.stream(Capability.values())
                .map(it -> it.name().substring("CAP_".length()))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Manifests.leastPrivilege().getCapabilities().getAdd());
  }
}

package io.audionode.system;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each placement, and both domains. */
class LifecycleContainerTest extends ContainerLife {
  @ParameterizedTest(name = "placement: {0}, domain: {1}")
  @CsvSource({"subtree, container", "subtree-always, node", "in-place, container"})
  void theRuntimeManagesAContainerFromBirthToRemoval(String placement, String domain)
      throws IOException {
    live(placement, domain);
  }
}

package io.audionode.system;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other pairs of placement and domain. */
class OtherShapesContainerTest extends ContainerLife {
  @ParameterizedTest(name = "placement: {0}, domain: {1}")
  @CsvSource({"subtree, node", "subtree-always, container", "in-place, node"})
  void theRuntimeManagesAContainerFromBirthToRemoval(String placement, String domain)
      throws IOException {
    live(placement, domain);
  }
}

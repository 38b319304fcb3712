package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.pressure.Verdict;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A kernel that was booted with {@code psi=0}: samples in place of triggers, and it says so. */
class NoPsiLabTest extends DegradedScenario {
  private static final String POD = "aaaaaaaa-aaaa-4bbb-8ccc-000000000001";

  @Test
  void samplesLostPagesAndSaysThatItIsDegraded() throws IOException {
    assertThat(System.getenv("AUDIONODE_LAB_OPTIONS")).contains("psi=0");
    PodFile.pod("mixer", POD)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .annotation("audionode.io/swap-max", "max")
        .memory("32Mi", "64Mi")
        .into(agent.pods);
    startAgent();
    var triggers = agent.status().triggers();
    assertThat(triggers.degraded()).isEqualTo("no PSI (boot with psi=1)");
    assertThat(triggers.armed()).isZero();
    assertThat(triggers.cgroups()).isNotEmpty().allMatch(cgroup -> cgroup.armed().isEmpty());

    awaitAsDocumented("row: no PSI");

    var container = NODE0.child("pod" + POD).child("c");
    try (var client = StreamReader.of(agent, "?pod=" + POD)) {
      var hog =
          start(
              kubepods.burstable(POD).child("c"),
              Workload.Birth.burstable(64 * MIB).adopted(),
              "hog",
              "--kind",
              "anon",
              "--mib",
              "120",
              "--procs",
              "2");
      awaitIn(container, hog);
      await().atMost(PATIENCE).untilAsserted(() -> assertKnob(container, "memory.min", 32 * MIB));
      var event = client.awaitEvent(one -> one.cgroup().equals(container.value()));
      assertThat(event.trigger()).isNull();
      assertThat(event.some()).isNull();
      assertThat(
              requireNonNull(event.since().majorFaults())
                  + requireNonNull(event.since().refaults()))
          .isPositive();
      assertThat(event.since().someMicros()).as("there is no PSI").isNull();
      assertThat(event.verdict()).isEqualTo(Verdict.AUDIO_HURTS.word());
    }
  }
}

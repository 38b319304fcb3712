package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.doctor.Doctor;
import io.audionode.agent.doctor.Question;
import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.StatusView;
import io.audionode.agent.report.status.text.StatusText;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.docs.DegradationRow;
import java.time.InstantSource;
import java.util.List;

/**
 * A node that lacks something. Titles of rows of {@code degradation.md} begin with {@code row: } in
 * the tests, by which the page's own test finds them.
 */
class DegradedScenario extends Scenario {
  static final String ROW = "row: ";
  private static final String DEGRADED = "audionode_degraded{";

  static DegradationRow row(String title) {
    return DegradationRow.of(title.substring(ROW.length()));
  }

  /** A pod's program, which the agent moves before it begins. */
  Workload born(String uid) {
    return start(
        kubepods.burstable(uid).child("c"),
        Workload.Birth.burstable(64 * MIB).adopted(),
        "audio",
        "--mib",
        "16");
  }

  /** Waits until the agent in this process says what the page says, and asks the doctor. */
  void awaitAsDocumented(String title) {
    var row = row(title);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertStatus(row, agent.status());
              assertMetrics(row, agent.views().metrics().scrape("").text());
            });
    assertDoctor(row, doctor());
  }

  /** Waits until an agent that is a process of its own says so. */
  static void awaitAsDocumented(DegradationRow row, AgentProcess process) {
    await()
        .ignoreExceptions() // until the first run it has no status
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertStatus(row, Json.read(process.api().body("/api/v1/status"), StatusView.class));
              assertMetrics(row, process.api().body("/metrics"));
            });
  }

  /** What the doctor says in this process. */
  String doctor() {
    var question = new Question(agent.state(), null, null, null);
    return new Doctor(Linux.system(), InstantSource.system()).diagnose(question).table();
  }

  static void assertDoctor(DegradationRow row, String said) {
    assertThat(DegradationRow.missing(row.doctor(), said)).as(said).isEmpty();
  }

  /** A row without a word in it says that nothing is degraded. */
  private static void assertStatus(DegradationRow row, StatusView status) {
    var said = StatusText.of(status, List.of());
    assertThat(DegradationRow.missing(row.status(), said)).as(said).isEmpty();
    if (row.status().isEmpty()) {
      assertThat(status.degraded()).isEmpty();
    }
  }

  private static void assertMetrics(DegradationRow row, String said) {
    assertThat(DegradationRow.missing(row.metrics(), said)).as(said).isEmpty();
    if (row.metrics().isEmpty()) {
      assertThat(said.lines().filter(line -> line.startsWith(DEGRADED)))
          .isNotEmpty()
          .allMatch(line -> line.endsWith(" 0.0"));
    }
  }

  /** How often the main loop of another process has run. */
  static double runs(AgentProcess process) {
    return process
        .api()
        .body("/metrics")
        .lines()
        .filter(line -> line.startsWith("audionode_runs_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  /** Waits until it has run once more. */
  static void awaitRunAfter(AgentProcess process, double before) {
    await().atMost(PATIENCE).until(() -> runs(process) > before);
  }
}

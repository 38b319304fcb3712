package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.incident.IncidentKind;
import io.audionode.agent.model.incident.Reason;
import io.audionode.agent.report.events.EventKind;
import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.agent.report.incidents.IncidentsView;
import io.audionode.agent.report.incidents.IncidentsView.Summary;
import io.audionode.agent.report.incidents.VictimView;
import io.audionode.agent.report.status.Amount;
import io.audionode.agent.report.status.Json;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After a kill the pod's owner learns who was killed and why, also days later. */
class IncidentScenarioTest extends Scenario {
  private static final String LEAKY = "77777777-aaaa-4bbb-8ccc-000000000001";
  private static final int SIGKILL = 9;
  private static final Pattern CHILD = Pattern.compile("(?m)^child (\\d+)$");
  private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+) answers");

  private final KernelLog log = KernelLog.open(Linux.system());
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    log.close();
  }

  @Test
  void namesAKilledChildAndKeepsTheStoryWhateverEndsTheAgent()
      throws IOException, InterruptedException {
    PodFile.pod("leaky", LEAKY)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .guaranteed("64Mi")
        .into(agent.pods);
    startAgent();
    var leaky =
        start(
            kubepods.guaranteed(LEAKY).child("c"),
            Workload.Birth.guaranteed(64 * MIB).adopted(),
            "leak",
            "--pause-ms",
            "500"); // half a minute: the recorder's first looks take seconds on an emulated cpu
    awaitIn(NODE0, leaky);
    await().atMost(PATIENCE).until(() -> leaky.output().contains("ended " + SIGKILL));
    await().atMost(PATIENCE).until(() -> !kills(agent.views().incidents().all()).isEmpty());

    var id = kills(agent.views().incidents().all()).getFirst().id();
    var incident = agent.views().incidents().find(id).orElseThrow();
    assertNamesTheChild(incident, leaky);
    assertThat(incident.cause().reason()).isEqualTo(Reason.OWN_LIMIT.word());
    assertThat(incident.cause().sentence())
        .startsWith("own limit: container main of audio/leaky reached memory.max")
        .contains("leaky-child (pid " + child(leaky));
    assertThat(incident.pod()).isEqualTo(LEAKY);
    assertThat(incident.samples())
        .as("the story before the kill")
        .filteredOn(sample -> requireNonNull(sample.memoryEvents()).oomKill() == 0)
        .hasSizeGreaterThan(2)
        .anySatisfy(
            sample ->
                assertThat(sample.processes())
                    .anySatisfy(process -> assertThat(process.pid()).isEqualTo(child(leaky))));
    assertThat(leaky.isAlive()).as("only the child was killed").isTrue();
    await().atMost(PATIENCE).until(() -> !agent.told(EventKind.INCIDENT, LEAKY).isEmpty());
    assertThat(agent.told(EventKind.INCIDENT, LEAKY))
        .anySatisfy(message -> assertThat(message).startsWith("own limit: ").contains(id));

    agent.stop();
    var second = startProcess();
    assertTheSame(incident, second);
    second.terminate();
    var third = startProcess();
    assertTheSame(incident, third);
    third.kill();
    startAgent();
    await().atMost(PATIENCE).until(() -> agent.views().incidents().find(id).isPresent());
    assertThat(agent.views().incidents().find(id)).contains(incident);
  }

  private void assertNamesTheChild(IncidentView incident, Workload leaky) {
    var killed = killed();
    assertThat(killed).extracting(KilledProcess::pid).containsExactly(child(leaky));
    var told = killed.getFirst();
    assertThat(told.comm()).isEqualTo("leaky-child");
    assertThat(incident.victims())
        .singleElement()
        .satisfies(
            victim -> {
              assertThat(victim.source()).isEqualTo(VictimView.KERNEL_LOG);
              assertThat(victim.pid()).isEqualTo(told.pid());
              assertThat(victim.comm()).isEqualTo(told.comm());
              assertThat(victim.oomScoreAdj()).isEqualTo(told.oomScoreAdj());
              assertThat(victim.rss()).isEqualTo(Amount.of(told.rss()));
              assertThat(victim.constraint()).isEqualTo("CONSTRAINT_MEMCG");
              assertThat(victim.oomCgroup()).contains("pod" + LEAKY);
            });
  }

  private void assertTheSame(IncidentView incident, AgentProcess process)
      throws IOException, InterruptedException {
    await().atMost(PATIENCE).until(() -> get(process, "/api/v1/incidents").contains(incident.id()));
    assertThat(Json.read(get(process, "/api/v1/incidents/" + incident.id()), IncidentView.class))
        .isEqualTo(incident);
  }

  private static List<Summary> kills(IncidentsView incidents) {
    return incidents.incidents().stream()
        .filter(one -> one.kind().equals(IncidentKind.OOM_KILL.word()))
        .toList();
  }

  /** What the kernel says. */
  private List<KilledProcess> killed() {
    var killed = new ArrayList<KilledProcess>();
    log.read(message -> KilledProcess.parse(message).ifPresent(killed::add));
    return killed;
  }

  private static int child(Workload leaky) {
    return CHILD
        .matcher(leaky.output())
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private String get(AgentProcess process, String path) throws IOException, InterruptedException {
    var address =
        ADDRESS
            .matcher(process.output())
            .results()
            .map(found -> found.group(1))
            .findFirst()
            .orElseThrow();
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}

package io.audionode.system;

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
import io.audionode.agent.report.status.LoopView;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.kmsg.KilledProcess;
import io.audionode.cgroupfs.sys.Linux;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** After a kill the pod's owner learns who was killed and why, also days later. */
class IncidentScenarioTest extends Scenario {
  private static final String LEAKY = "77777777-aaaa-4bbb-8ccc-000000000001";
  private static final String AUDIO_POD = "77777777-aaaa-4bbb-8ccc-000000000002";
  private static final String HOG = "77777777-aaaa-4bbb-8ccc-000000000003";
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
    var home = kubepods.guaranteed(LEAKY).child("c");
    var first = startProcess();
    var leaky =
        start(home, Workload.Birth.guaranteed(64 * MIB).adopted(), "leak", "--pause-ms", "100");
    awaitIn(NODE0, leaky);
    await().atMost(PATIENCE).until(() -> leaky.output().contains("ended " + SIGKILL));
    var killed = killed();

    var summary = awaitIncidents(first, 1).getFirst();
    var whole = get(first, "/api/v1/incidents/" + summary.id());
    var incident = Json.read(whole, IncidentView.class);
    assertThat(killed).hasSize(1);
    assertThat(killed.getFirst().pid()).isEqualTo(child(leaky));
    assertThat(killed.getFirst().comm()).isEqualTo("leaky-child");
    assertThat(incident.victims())
        .singleElement()
        .satisfies(
            victim -> {
              assertThat(victim.source()).isEqualTo(VictimView.KERNEL_LOG);
              assertThat(victim.pid()).isEqualTo(killed.getFirst().pid());
              assertThat(victim.comm()).isEqualTo(killed.getFirst().comm());
              assertThat(victim.oomScoreAdj()).isEqualTo(killed.getFirst().oomScoreAdj());
              assertThat(victim.rss()).isEqualTo(Amount.of(killed.getFirst().rss()));
              assertThat(victim.constraint()).isEqualTo("CONSTRAINT_MEMCG");
              assertThat(victim.oomCgroup()).contains("pod" + LEAKY);
            });
    assertThat(incident.kind()).isEqualTo(IncidentKind.OOM_KILL.word());
    assertThat(incident.cause().reason()).isEqualTo(Reason.OWN_LIMIT.word());
    assertThat(incident.cause().sentence())
        .startsWith("own limit: container main of audio/leaky reached memory.max")
        .contains("leaky-child (pid " + child(leaky));
    assertThat(incident.pod()).isEqualTo(LEAKY);
    assertThat(incident.samples())
        .as("the story before the kill")
        .filteredOn(sample -> sample.memoryEvents().oomKill() == 0)
        .hasSizeGreaterThan(2)
        .anySatisfy(
            sample ->
                assertThat(sample.processes())
                    .anySatisfy(process -> assertThat(process.pid()).isEqualTo(child(leaky))));
    assertThat(leaky.isAlive()).as("only the child was killed").isTrue();
    assertThat(get(first, "/api/v1/events"))
        .contains("\"kind\":\"" + EventKind.INCIDENT.word() + "\"", summary.id());

    first.terminate();
    var second = startProcess();
    awaitIncidents(second, 1);
    assertThat(get(second, "/api/v1/incidents/" + summary.id())).isEqualTo(whole);
    second.kill();
    var third = startProcess();
    awaitIncidents(third, 1);
    assertThat(get(third, "/api/v1/incidents/" + summary.id())).isEqualTo(whole);
  }

  @Test
  void blamesTheNeighbourThatGrewWhereTheLimitOfAllPodsWasReached()
      throws IOException, InterruptedException {
    var audio =
        start(
                kubepods.burstable(AUDIO_POD).child("c"),
                Workload.Birth.burstable(190 * MIB),
                "audio",
                "--mib",
                "64")
            .awaitRunning();
    PodFile.pod("running", AUDIO_POD).profile("realtime").memory("64Mi", "190Mi").into(agent.pods);
    startAgent();
    await()
        .atMost(PATIENCE)
        .until(() -> recorder().runs() > 2 && agent.status().incidents().recorded() == 1);

    kubepods.write(Kubepods.ROOT, "memory.swap.max", "0");
    kubepods.write(Kubepods.ROOT, "memory.max", Long.toString(160 * MIB));
    start(
        kubepods.bestEffort(HOG).child("c"),
        new Workload.Birth(-1000, 0, Duration.ofMillis(500)),
        "hog",
        "--kind",
        "anon",
        "--mib",
        "110",
        "--procs",
        "1");
    audio.awaitEnd(PATIENCE);
    await().atMost(PATIENCE).until(() -> !kills().isEmpty());

    var incident = agent.views().incidents().find(kills().getFirst().id()).orElseThrow();
    assertThat(killed()).extracting(KilledProcess::pid).containsExactly(audio.pid());
    assertThat(incident.victims())
        .singleElement()
        .satisfies(
            victim -> {
              assertThat(victim.pid()).isEqualTo(audio.pid());
              assertThat(victim.oomCgroup()).isEqualTo("/kubepods");
            });
    assertThat(incident.adoption()).isEqualTo("in-place");
    assertThat(incident.cause().reason()).isEqualTo(Reason.NEIGHBOUR_GREW.word());
    assertThat(incident.cause().sentence()).contains("neighbour " + HOG + " grew by", "/kubepods");
    say();
  }

  /** What a look costs, for the documentation. */
  private void say() {
    var thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(it -> it.getName().equals("audionode-recorder"))
            .findFirst()
            .orElseThrow();
    var cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    System.out.printf(
        "recorder: %d looks at one container took %d ms of CPU%n",
        recorder().runs(), Duration.ofNanos(cpu).toMillis());
  }

  private LoopView recorder() {
    return agent.status().loops().stream()
        .filter(loop -> loop.name().equals("recorder"))
        .findFirst()
        .orElseThrow();
  }

  private List<Summary> kills() {
    return agent.views().incidents().all().incidents().stream()
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

  private List<Summary> awaitIncidents(AgentProcess process, int kills) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                Json.read(get(process, "/api/v1/incidents"), IncidentsView.class)
                    .incidents()
                    .stream()
                    .filter(one -> one.kind().equals(IncidentKind.OOM_KILL.word()))
                    .toList(),
            incidents -> incidents.size() == kills);
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

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.plan.Action;
import io.audionode.agent.report.status.LoopView;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What changes while the agent runs is followed, and nothing else is written. */
class ChangeScenarioTest extends Scenario {
  private static final String UID = "aaaaaaaa-aaaa-4bbb-8ccc-000000000001";
  private static final CgroupPath POD = NODE0.child("pod" + UID);
  private static final CgroupPath CONTAINER = POD.child("c1");

  @Test
  void logsAsMuchAsTheConfigurationSaysByNow() throws IOException {
    startAgent();
    var log = LoggerFactory.getLogger("io.audionode.agent");
    try {
      assertThat(log.isInfoEnabled()).isTrue();
      assertThat(log.isDebugEnabled()).isFalse();
      agent.reconfigure("logLevel: debug");
      assertThat(log.isDebugEnabled()).isTrue();
      agent.reconfigure("logLevel: error");
      assertThat(log.isWarnEnabled()).isFalse();
    } finally {
      agent.reconfigure("logLevel: info");
    }
    assertThat(log.isInfoEnabled()).isTrue();
  }

  /** A loop that nobody watches would hang unnoticed. */
  @Test
  void tellsOfEveryLoopThatTheDocumentationNames() throws IOException {
    startAgent();
    var page = Files.readString(Path.of("src/site/markdown/api.md"));
    var section = page.substring(page.indexOf("### GET /healthz"));
    var named = section.substring(section.indexOf("They are"), section.indexOf("on a cluster"));
    assertThat(agent.status().loops())
        .extracting(LoopView::name)
        .containsExactlyInAnyOrderElementsOf(
            Pattern.compile("`(\\w+)`").matcher(named).results().map(it -> it.group(1)).toList());
  }

  @Test
  void followsResizeAnnotationAndProfileWithNothingButTheDifferences() throws IOException {
    var home = kubepods.burstable(UID);
    kubepods.write(home, "memory.max", Long.toString(200 * MIB));
    pod("64Mi", "200Mi").into(agent.pods);
    startAgent();
    var audio =
        start(
            home.child("c1"),
            Workload.Birth.burstable(190 * MIB).adopted(),
            "audio",
            "--mib",
            "32");
    awaitIn(CONTAINER, audio);
    awaitClass("rt", audio);
    agent.awaitQuiet();

    var run = agent.reports.size();
    kubepods.write(home, "memory.max", Long.toString(300 * MIB));
    kubepods.write(home.child("c1"), "memory.max", Long.toString(290 * MIB));
    pod("100Mi", "300Mi").into(agent.pods);
    awaitKnob(CONTAINER, "memory.max", 290 * MIB);
    awaitKnob(CONTAINER, "memory.min", 100 * MIB);
    agent.awaitQuiet();
    assertThat(written(run))
        .as("a resize, as kubelet carries it out")
        .containsExactlyInAnyOrder(
            POD + " memory.max",
            CONTAINER + " memory.max",
            AUDIO + " memory.min",
            NODE0 + " memory.min",
            POD + " memory.min",
            CONTAINER + " memory.min");

    run = agent.reports.size();
    pod("100Mi", "300Mi").annotation("audionode.io/swap-max", "8Mi").into(agent.pods);
    awaitKnob(CONTAINER, "memory.swap.max", 8 * MIB);
    agent.awaitQuiet();
    assertThat(written(run))
        .as("an annotation")
        .containsExactlyInAnyOrder(
            NODE0 + " memory.swap.max", POD + " memory.swap.max", CONTAINER + " memory.swap.max");

    run = agent.reports.size();
    pod("100Mi", "300Mi").profile("render").into(agent.pods);
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(audio.pid()) == -300);
    agent.awaitQuiet();
    assertKnob(CONTAINER, "memory.min", 50 * MIB);
    assertKnob(CONTAINER, "memory.swap.max", 4 * MIB);
    assertThat(written(run)).as("another profile").doesNotContain(CONTAINER + " memory.max");
    assertThat(kubepods.proc.cgroup(audio.pid()).path().startsWith(CONTAINER)).isTrue();

    run = agent.reports.size();
    Files.writeString(
        agent.config(), "profiles: {render: {memoryMin: 25% request, oomScoreAdj: {}}}\n");
    awaitKnob(CONTAINER, "memory.min", 25 * MIB);
    agent.awaitQuiet();
    assertThat(written(run))
        .as("a changed profile")
        .contains(CONTAINER + " memory.min")
        .doesNotContain(CONTAINER + " memory.max");

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(kubepods.proc.oomScoreAdj(audio.pid())).isEqualTo(900);
    assertThat(agent.differences()).isEmpty();
  }

  private void awaitKnob(CgroupPath path, String file, long value) {
    await().atMost(PATIENCE).until(() -> kubepods.read(path, file).equals(Long.toString(value)));
  }

  private List<String> written(int run) {
    return agent.writesSince(run).stream()
        .map(outcome -> outcome.action())
        .<String>mapMulti(
            (action, next) -> {
              if (action instanceof Action.WriteKnob write) {
                next.accept(write.cgroup() + " " + write.file());
              } else {
                next.accept(action.toString());
              }
            })
        .toList();
  }

  private static PodFile pod(String request, String limit) {
    return PodFile.pod("asr", UID)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "0")
        .memory(request, limit);
  }
}

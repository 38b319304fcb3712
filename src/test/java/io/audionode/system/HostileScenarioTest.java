package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.ManagedPaths;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Pods that mean harm: whatever they say, nothing is written but what belongs to the agent and to
 * pods that ask for it. Which paths were written is told by the kernel's own tracing.
 */
class HostileScenarioTest extends Scenario {
  private static final String GOOD = "57000000-dddd-4bbb-8ccc-000000000001";
  private static final String QUIET = "57000000-dddd-4bbb-8ccc-000000000002";

  /** What an annotation or a name says in place of what it should. */
  private static final List<String> HARM =
      List.of(
          "../../../../etc",
          "..",
          "/",
          "a/../../b",
          "a\\nb",
          "a\\0b",
          "x".repeat(64 << 10),
          "-1Gi",
          "99999999999999999999Gi",
          "9223372036854775808",
          "1e400",
          "$(reboot)");

  private static final List<String> ANNOTATIONS =
      List.of("memory-min", "numa-node", "oom-score-adj", "isolate", "memory-high");

  /** One in so many is served, which takes long under strace on an emulated cpu. */
  private static final int SERVED = 3;

  /** What the JVM and its libraries write for themselves. */
  private static final Pattern OF_THE_JVM =
      Pattern.compile("/dev/(null|tty)|/tmp/(hsperfdata_|jffi|vertx-cache|libnetty).*");

  private final ManagedPaths managed = new ManagedPaths();
  private final Crowd crowd = new Crowd(kubepods, agent.pods);

  @AfterEach
  void endPrograms() {
    crowd.close();
  }

  @Test
  void writeNothingOutsideOfWhatIsManaged() throws Exception {
    var audio = born(GOOD);
    var bystander = born(QUIET);
    PodFile.pod("good", GOOD).profile("realtime").memory("16Mi", "64Mi").into(agent.pods);
    PodFile.pod("quiet", QUIET).memory("16Mi", "64Mi").into(agent.pods);
    managed.home(pod(GOOD)).process(audio.pid());
    HARM.forEach(this::hostilePods);
    links();
    var record = new WrittenPaths(agent.directory.resolve("strace"));
    var before = picture(bystander);

    agent.configure("onStop: restore");
    var process = startProcess(record.command(), "--config", agent.config().toString());
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(audio.pid()) == -500);
    await()
        .atMost(PATIENCE)
        .until(() -> record.all().stream().anyMatch(path -> path.contains(Crowd.uid(4))));
    assertThat(process.api().awaitReady().status().podProblems().toString())
        .contains("zero.yaml", "shadow.yaml", "loop.yaml");
    process.terminate();
    await().atMost(PATIENCE).until(() -> record.isWhole(process.pid()));

    assertThat(kubepods.exists(AUDIO)).as("what restore writes is in the record too").isFalse();
    assertThat(picture(bystander)).isEqualTo(before);
    var written = record.all();
    assertThat(written)
        .as("the record is one")
        .contains("/sys/fs/cgroup/audio", "/proc/%d/oom_score_adj".formatted(audio.pid()));
    assertThat(strangers(written, process.pid())).isEmpty();
    System.out.println("written under hostile pods: " + written.size() + " paths");
  }

  /** A pod for each place where harm may stand. */
  private void hostilePods(String harm) {
    var number = 10 * HARM.indexOf(harm);
    write(PodFile.pod("evil", harm).profile("realtime"), number);
    write(PodFile.pod(harm, Crowd.uid(number + 1)).profile("realtime"), number + 1);
    write(evil(number + 2).profile("realtime").memory(harm, harm), number + 2);
    write(evil(number + 3).profile(harm), number + 3);
    kubepods.create(kubepods.burstable(Crowd.uid(number + 3)).child("c"));
    if (HARM.indexOf(harm) % SERVED == 0) {
      annotated(number + 4, HARM.indexOf(harm));
    }
  }

  /** Each annotation means another harm; they do not keep the pod from being served. */
  private void annotated(int number, int harm) {
    var pod = evil(number).profile("realtime");
    for (var name = 0; name < ANNOTATIONS.size(); name++) {
      var value = HARM.get((harm + name) % HARM.size());
      pod.annotation("audionode.io/" + ANNOTATIONS.get(name), value);
    }
    write(pod, number);
    var program = crowd.bear(number, "c", "/bin/sleep", "100000");
    managed.home(pod(Crowd.uid(number))).process((int) program.pid());
  }

  private static PodFile evil(int number) {
    return PodFile.pod("evil-" + number, Crowd.uid(number));
  }

  private void write(PodFile pod, int number) {
    try {
      Files.writeString(agent.pods.resolve(number + ".yaml"), pod.yaml());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the pods directory, in place of Pod files. */
  private void links() throws IOException {
    Files.createSymbolicLink(agent.pods.resolve("zero.yaml"), Path.of("/dev/zero"));
    Files.createSymbolicLink(agent.pods.resolve("shadow.yaml"), Path.of("/etc/shadow"));
    Files.createSymbolicLink(agent.pods.resolve("loop.yaml"), Path.of("loop.yaml"));
    Files.createDirectory(agent.pods.resolve("directory.yaml"));
  }

  /** What is neither managed nor the agent's own. */
  private SortedSet<String> strangers(SortedSet<String> written, long agentsPid) {
    var dumps =
        Set.of("/proc/self/coredump_filter", "/proc/%d/coredump_filter".formatted(agentsPid));
    return written.stream()
        .filter(path -> !managed.allow(path))
        .filter(path -> !Path.of(path).startsWith(agent.state()))
        .filter(path -> !OF_THE_JVM.matcher(path).matches() && !dumps.contains(path))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String picture(Workload bystander) {
    var pid = bystander.pid();
    return "%s %d %s"
        .formatted(
            kubepods.proc.cgroup(pid).path(),
            kubepods.proc.oomScoreAdj(pid),
            Picture.of(kubepods, pod(QUIET)));
  }

  private static CgroupPath pod(String uid) {
    return Kubepods.ROOT.child("burstable").child("pod" + uid);
  }

  private Workload born(String uid) {
    return start(
            kubepods.burstable(uid).child("c"),
            Workload.Birth.burstable(64 * MIB),
            "audio",
            "--mib",
            "8")
        .awaitRunning();
  }
}

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
      List.of("memory-min", "numa-node", "oom-score-adj", "isolate", "hold", "memory-high");

  @Test
  void writeNothingOutsideOfWhatIsManaged() throws Exception {
    var audio = born(GOOD);
    var bystander = born(QUIET);
    PodFile.pod("good", GOOD).profile("realtime").memory("16Mi", "64Mi").into(agent.pods);
    PodFile.pod("quiet", QUIET).memory("16Mi", "64Mi").into(agent.pods);
    hostilePods();
    links();
    var record = new WrittenPaths(agent.directory.resolve("strace"));
    var before = picture(bystander);

    var process = startProcess(record.command());
    await().atMost(PATIENCE).until(() -> kubepods.proc.oomScoreAdj(audio.pid()) == -500);
    assertThat(process.api().awaitReady().status().podProblems()).isNotEmpty();
    process.terminate();
    await().atMost(PATIENCE).until(() -> Files.readString(record.file()).contains("+++ exited"));

    assertThat(picture(bystander)).isEqualTo(before);
    var written = record.all();
    assertThat(written)
        .as("the record is one")
        .contains("/sys/fs/cgroup/audio", "/proc/%d/oom_score_adj".formatted(audio.pid()));
    assertThat(strangers(written, audio, process)).isEmpty();
    System.out.println("written under hostile pods: " + written.size() + " paths");
  }

  private void hostilePods() throws IOException {
    var number = 0;
    for (var harm : HARM) {
      write("uid-%d".formatted(number), PodFile.pod("evil", harm).profile("realtime"));
      write("name-%d".formatted(number), PodFile.pod(harm, uid(number)).profile("realtime"));
      write("profile-%d".formatted(number), PodFile.pod("evil", uid(number + 100)).profile(harm));
      var pod = PodFile.pod("evil-" + number, uid(number + 200)).profile("realtime");
      for (var annotation : ANNOTATIONS) {
        pod.annotation("audionode.io/" + annotation, harm);
      }
      write("annotations-%d".formatted(number), pod);
      kubepods.create(kubepods.burstable(uid(number + 200)).child("c"));
      write(
          "memory-%d".formatted(number), PodFile.pod("evil", uid(number + 300)).memory(harm, harm));
      number++;
    }
  }

  private static String uid(int number) {
    return "57000000-eeee-4bbb-8ccc-%012d".formatted(number);
  }

  private void write(String name, PodFile pod) throws IOException {
    Files.writeString(agent.pods.resolve(name + ".yaml"), pod.yaml());
  }

  /** In the pods directory, in place of Pod files. */
  private void links() throws IOException {
    Files.createSymbolicLink(agent.pods.resolve("zero.yaml"), Path.of("/dev/zero"));
    Files.createSymbolicLink(agent.pods.resolve("shadow.yaml"), Path.of("/etc/shadow"));
    Files.createSymbolicLink(agent.pods.resolve("loop.yaml"), Path.of("loop.yaml"));
    Files.createDirectory(agent.pods.resolve("directory.yaml"));
  }

  /** What is neither managed nor the JVM's own. */
  private SortedSet<String> strangers(
      SortedSet<String> written, Workload audio, AgentProcess process) {
    var managed =
        List.of(
            "/sys/fs/cgroup/(audio|kubepods|kubepods/burstable)?(/cgroup.subtree_control)?",
            "/sys/fs/cgroup/kubepods(/burstable)?/memory\\.[a-z.]+",
            "/sys/fs/cgroup/audio/.*",
            "/sys/fs/cgroup/kubepods/burstable/pod" + GOOD + "(/.*)?",
            "/sys/fs/cgroup/kubepods/burstable/pod" + uid(200).substring(0, 33) + "2..(/.*)?",
            "/proc/%d/.*oom_score_adj".formatted(audio.pid()),
            "/proc/sys/vm/swappiness",
            Pattern.quote(agent.state().toString()) + "(/.*)?",
            "/dev/(null|tty)",
            "/tmp/(hsperfdata_.*|jffi.*|vertx-cache.*|libnetty.*)",
            "/proc/pressure/memory", // a trigger is written to it
            "/proc/%d/coredump_filter".formatted(process.pid()),
            "/");
    var allowed = Pattern.compile(managed.stream().collect(Collectors.joining("|")));
    return written.stream()
        .filter(path -> !allowed.matcher(path).matches())
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

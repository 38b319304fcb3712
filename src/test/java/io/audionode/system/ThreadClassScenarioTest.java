package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.events.EventKind;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thread is in the cgroup of its class, as {@code /proc/PID/task/TID} tells. */
class ThreadClassScenarioTest extends Scenario {
  /**
   * A quarter of what shows the rarest race, as an emulated processor bears some forty a second.
   */
  private static final String BIRTHS =
      System.getenv().getOrDefault("AUDIONODE_THREAD_BIRTHS", "2500");

  private static final String UID = "77777777-aaaa-4bbb-8ccc-000000000005";

  /** The program's main thread is called audio, which the default class has by its name. */
  private static final String WITHOUT_AUDIO =
      """
      profiles:
        realtime:
          threads:
            - {name: rt, policies: [FIFO, RR, DEADLINE], names: ["^pw-data-loop", "^jackd"],
               cpuWeight: 10000}
      """;

  private static final List<String> NAMES = List.of("pw-data-loop", "jackd-rt");

  private final Tasks tasks = new Tasks(Linux.system());

  @ParameterizedTest
  @ValueSource(strings = {"container", "node"})
  void putsRealtimeThreadsIntoTheirClassAndTakesThemBack(String domain) throws Exception {
    pod("realtime").into(agent.pods);
    startAgent("domain: " + domain, WITHOUT_AUDIO);
    var audio = audio("--mib", "16", "--threads", "4", "--fifo", "20");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();

    awaitNoneOfIn("rt", audio, thread -> !isOfClass(thread));
    awaitNoneOfIn("main", audio, this::isOfClass);
    assertThat(classes(audio)).hasSize(5).containsEntry(audio.pid(), "rt");
    assertThat(classes(audio).values()).as("audio-rt is no name of this class").contains("main");
    var rt = kubepods.proc.taskCgroup(audio.pid(), audio.pid()).path();
    assertKnob(rt, "cpu.weight", 10000);

    run("chrt", "--other", "--pid", "0", "" + audio.pid());
    awaitClass("main", audio);
    run("chrt", "--rr", "--pid", "5", "" + audio.pid());
    awaitClass("rt", audio);

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(classes(audio).values()).containsOnly("c");
    assertThat(agent.differences()).isEmpty();
  }

  @Test
  void leavesNoRealtimeThreadInMainInThousandsOfBirths() throws Exception {
    pod("realtime").into(agent.pods);
    startAgent();
    var threads = program("threads", "--births", BIRTHS, "--alive", "250");
    awaitIn(AUDIO, threads);

    threads.awaitEnd(Duration.ofMinutes(15));
    assertThat(threads.output()).contains("born=" + BIRTHS + " left=0 strays=0 ");
    System.out.println("thread classes: " + threads.output().strip());
  }

  @Test
  void isolatesTheThreadsThatAnAnnotationNames() throws IOException {
    pod("realtime").annotation("audionode.io/isolate", "rt=audi?").into(agent.pods);
    startAgent(WITHOUT_AUDIO);
    var audio = audio("--mib", "16");
    awaitIn(AUDIO, audio);
    audio.awaitRunning();
    awaitClass("rt", audio);
    assertThat(kubepods.proc.taskStat(audio.pid(), audio.pid()).scheduling().isRealtime())
        .isFalse();
  }

  @Test
  void forcesAPolicyOnAThreadThatMightNotTakeItAndPutsItBack() throws Exception {
    pod("studio").into(agent.pods);
    startAgent(studio("fifo", true));
    var audio = withoutCapabilities(0);
    var loop = thread(audio, NAMES.getFirst());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(tasks.scheduling(loop).text()).isEqualTo("FIFO 44"));
    assertThat(tasks.scheduling(loop).resetOnFork()).as("children have to ask").isTrue();
    assertThat(tasks.policy(audio.pid())).contains(Policy.OTHER);

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(tasks.scheduling(loop).text()).isEqualTo("OTHER");
    assertThat(tasks.scheduling(loop).resetOnFork()).isFalse();
    assertThat(agent.differences()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"43, OTHER", "44, FIFO 44"})
  void givesAPolicyWithoutForceOnlyToAThreadThatMightTakeItItself(int limit, String scheduling)
      throws Exception {
    pod("studio").into(agent.pods);
    startAgent(studio("fifo", false));
    var audio = withoutCapabilities(limit);
    var loop = thread(audio, NAMES.getFirst());
    awaitNoneOfIn("main", audio, tid -> tid == loop);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(tasks.scheduling(loop).text()).isEqualTo(scheduling));
    agent.awaitQuiet();
    assertThat(tasks.scheduling(loop).text()).as("it stays").isEqualTo(scheduling);
    assertThat(tasks.scheduling(loop).resetOnFork())
        .as("or the program could set no policy itself any more")
        .isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(agent.status().warnings())
                    .filteredOn(warning -> warning.contains("RLIMIT_RTPRIO is " + limit))
                    .hasSize(limit < 44 ? 1 : 0));
  }

  private Workload withoutCapabilities(int realtimePriority) {
    var audio =
        start(
            home(),
            Workload.Birth.burstable(120 * MIB).adopted(),
            "/usr/bin/prlimit",
            "--rtprio=" + realtimePriority,
            "/usr/bin/setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            Workload.program("audio"),
            "--mib",
            "16",
            "--threads",
            "1");
    awaitIn(AUDIO, audio);
    return audio.awaitRunning();
  }

  @Test
  void tellsOfARealtimeThreadThatWaitedForADisk() throws IOException {
    pod("realtime").into(agent.pods);
    startAgent();
    var threads = program("threads", "--page-out-ms", "200");
    awaitIn(AUDIO, threads);

    await().atMost(PATIENCE).until(() -> !agent.told(EventKind.THREAD_MAJOR_FAULTS, UID).isEmpty());
    assertThat(agent.told(EventKind.THREAD_MAJOR_FAULTS, UID).getFirst())
        .matches("1 thread of class rt took \\d+ .*: threads \\(" + threads.pid() + ", FIFO 10\\)");
    var view = agent.views().threads().view(UID).orElseThrow().threads().getFirst();
    assertThat(view.majorFaults())
        .isBetween(1L, kubepods.proc.taskStat(threads.pid(), threads.pid()).majorFaults());
    assertThat(agent.views().metrics().scrape("").text())
        .containsPattern(
            "audionode_thread_major_faults_total\\{class=\"rt\",.*pod=\"mixer\"} [1-9]");
  }

  @Test
  void dividesAContainerInPlaceOnlyWhenItIsAskedTo() throws Exception {
    pod("realtime").into(agent.pods);
    startAgent("placement: in-place", "inPlaceThreads: true");
    var audio = audio("--mib", "16", "--threads", "3", "--fifo", "20");
    audio.awaitRunning();
    awaitClass("rt", audio);
    awaitNoneOfIn("c", audio, this::isOfClass);
    assertThat(kubepods.read(home(), "cgroup.type")).isEqualTo("domain threaded");
    assertThat(kubepods.processes(home())).contains(audio.pid());

    agent.stop();
    assertThat(agent.restore().left()).isEmpty();
    assertThat(kubepods.read(home(), "cgroup.type")).isEqualTo("domain");
    assertThat(kubepods.tree(home())).containsExactly(home());
    assertThat(classes(audio).values()).containsOnly("c");
    assertThat(agent.differences()).isEmpty();
  }

  private static String studio(String policy, boolean force) {
    return """
        profiles:
          studio:
            threads:
              - {name: dsp, names: ["^pw-"], schedPolicy: %s, priority: 44, force: %s}
        """
        .formatted(policy, force);
  }

  private static PodFile pod(String profile) {
    return PodFile.pod("mixer", UID).profile(profile).memory("64Mi", "120Mi");
  }

  private CgroupPath home() {
    return kubepods.burstable(UID).child("c");
  }

  private Workload audio(String... arguments) {
    return program("audio", arguments);
  }

  private Workload program(String name, String... arguments) {
    return start(home(), Workload.Birth.burstable(120 * MIB).adopted(), name, arguments);
  }

  private boolean isOfClass(int tid) {
    return NAMES.contains(tasks.name(tid)) || tasks.scheduling(tid).isRealtime();
  }

  private void awaitNoneOfIn(String cgroup, Workload workload, IntPredicate those) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(classes(workload))
                    .as("threads in %s", cgroup)
                    .allSatisfy(
                        (tid, name) ->
                            assertThat(name.equals(cgroup) && those.test(tid)).isFalse()));
  }

  /** The name of the cgroup that each thread is in. */
  private Map<Integer, String> classes(Workload workload) {
    var classes = new TreeMap<Integer, String>();
    for (int tid : kubepods.proc.tasks(workload.pid())) {
      classes.put(tid, kubepods.proc.taskCgroup(workload.pid(), tid).path().name());
    }
    return classes;
  }

  private int thread(Workload workload, String name) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                kubepods.proc.tasks(workload.pid()).stream()
                    .filter(tid -> tasks.name(tid).equals(name))
                    .toList(),
            found -> !found.isEmpty())
        .getFirst();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}

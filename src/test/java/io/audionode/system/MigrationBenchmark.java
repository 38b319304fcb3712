package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.Migration;
import io.audionode.cgroupfs.numa.NumaBalancing;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What an audio program feels while its memory goes to another NUMA node, for {@code scripts/bench
 * migration}: figures, of which only where the pages are is asserted.
 */
class MigrationBenchmark extends Scenario {
  private static final int MEBIBYTES = Bench.number("MIB", 300);
  private static final int ROUNDS = Bench.number("ROUNDS", 3);
  private static final int QUIET_SECONDS = 10;

  /**
   * How often the kernel is asked where the pages are; each answer is a walk of its page tables.
   */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** What others map too stays. */
  private static final long RESIDUE = MIB;

  private static final double MICROS_PER_MILLI = 1000;
  private static final String MEMS = "cpuset.mems";
  private static final String IN_PLACE = "placement: in-place\nmigration: ";
  private static final Pattern LINE =
      Pattern.compile("t=\\d+ callbacks=(\\d+) missed=(\\d+) worst_us=(\\d+) majflt=(\\d+)");

  /** What the program printed up to a moment, and the worst callback since a line. */
  private record Felt(int lines, long callbacks, long missed, double worstMillis, long faults) {
    static Felt of(Workload audio, int since) {
      var lines = LINE.matcher(audio.output()).results().toList();
      var last = lines.getLast();
      var worst = lines.stream().skip(since).mapToLong(line -> Long.parseLong(line.group(3))).max();
      return new Felt(
          lines.size(),
          Long.parseLong(last.group(1)),
          Long.parseLong(last.group(2)),
          worst.stream().mapToDouble(micros -> micros / MICROS_PER_MILLI).sum(),
          Long.parseLong(last.group(4)));
    }
  }

  @Test
  void comparesGentleMigrationWithNarrowingAtOnce() throws IOException, InterruptedException {
    System.out.printf(
        "| %d MiB from node 0 to 1 | time | worst callback | missed | major faults | calls |%n"
            + "|---|---|---|---|---|---|%n",
        MEBIBYTES);
    startAgent(IN_PLACE + "off");
    try (var _ = NumaBalancing.off()) {
      for (var run = 0; run < 2 * ROUNDS; run++) {
        run(
            run % 2 == 0 ? "gentle" : "immediate",
            "77777777-bbbb-4bbb-8ccc-0000000000%02d".formatted(run));
        agent.reconfigure(IN_PLACE + "off");
      }
    }
  }

  private void run(String mode, String uid) throws IOException, InterruptedException {
    var home = Kubepods.ROOT.child("burstable").child("pod" + uid).child("c");
    PodFile.pod(mode, uid)
        .profile("realtime")
        .annotation("audionode.io/numa-node", "1")
        .memory("400Mi", "500Mi")
        .into(agent.pods);
    try (var audio = onNodeZero(uid, home)) {
      agent.awaitQuiet();
      Thread.sleep(Duration.ofSeconds(2));
      var quiet = Felt.of(audio, 0);
      Thread.sleep(Duration.ofSeconds(QUIET_SECONDS));
      var before = Felt.of(audio, quiet.lines());
      print("before " + mode, QUIET_SECONDS + " s", quiet, before, "");
      var start = System.nanoTime();
      agent.configure(IN_PLACE + mode);
      agent.mark();
      await()
          .pollInterval(LOOK)
          .atMost(PATIENCE)
          .until(() -> kubepods.proc.numaMaps(audio.pid()).on(0).value() < RESIDUE);
      var took = Duration.ofNanos(System.nanoTime() - start);
      await().atMost(PATIENCE).until(() -> kubepods.read(home, MEMS).equals("1"));
      agent.awaitQuiet();
      audio.awaitOneLineMore(); // what it felt last is in there
      print(
          mode,
          took.toMillis() + " ms",
          before,
          Felt.of(audio, before.lines()),
          agent.latest().seen().migration(home).map(MigrationBenchmark::calls).orElse("one"));
      assertThat(kubepods.proc.numaMaps(audio.pid()).on(1).value()).isGreaterThan(MEBIBYTES * MIB);
    }
    kubepods.remove(kubepods.burstable(uid));
  }

  private static void print(String title, String took, Felt from, Felt to, String calls) {
    System.out.printf(
        "| %s | %s | %.1f ms | %d of %d | %d | %s |%n",
        title,
        took,
        to.worstMillis(),
        to.missed() - from.missed(),
        to.callbacks() - from.callbacks(),
        to.faults() - from.faults(),
        calls);
  }

  private static String calls(Migration migration) {
    return "%d pages each at the end, worst %d us beyond an empty one's %d us, %d passes"
        .formatted(
            migration.batch(),
            migration.worst().toNanos() / 1000,
            migration.floor().toNanos() / 1000,
            migration.pass());
  }

  private Workload onNodeZero(String uid, CgroupPath home) {
    return FirstNode.filled(
        kubepods,
        kubepods.burstable(uid),
        () ->
            Workload.start(
                    home,
                    Workload.Birth.burstable(500 * MIB),
                    "audio",
                    "--mib",
                    Integer.toString(MEBIBYTES),
                    "--fifo",
                    "50")
                .awaitRunning());
  }
}

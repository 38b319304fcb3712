package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * How long new real-time threads are outside of their class, for {@code scripts/bench threads}:
 * figures, of which only that none stays outside is asserted.
 */
class ThreadBirthBenchmark extends Scenario {
  private static final String UID = "77777777-cccc-4bbb-8ccc-000000000001";
  private static final Pattern LINE =
      Pattern.compile("left=0 strays=0 p50_ms=(\\d+) p99_ms=(\\d+) max_ms=(\\d+)");

  /**
   * So many threads at a time, three quarters of them real-time ones that look every 100 ms whether
   * they are in their class.
   */
  private record Wave(int alive, int births) {}

  private static final List<Wave> WAVES =
      List.of(new Wave(4, 40), new Wave(4, 400), new Wave(40, 1000), new Wave(250, 2500));

  @Test
  void measuresHowLongNewThreadsAreOutsideOfTheirClass() throws IOException, InterruptedException {
    PodFile.pod("mixer", UID).profile("realtime").memory("64Mi", "120Mi").into(agent.pods);
    startAgent();
    System.out.printf(
        "| threads at once | births | in their class after: p50 | p99 | max |%n"
            + "|---|---|---|---|---|%n");
    for (var wave : WAVES) {
      run(wave);
    }
  }

  private void run(Wave wave) throws InterruptedException {
    try (var program =
        Workload.start(
            kubepods.burstable(UID).child("c" + wave.births()),
            Workload.Birth.burstable(120 * MIB).adopted(),
            "threads",
            "--births",
            Integer.toString(wave.births()),
            "--alive",
            Integer.toString(wave.alive()))) {
      awaitIn(AUDIO, program);
      program.awaitEnd(PATIENCE.plus(Duration.ofMinutes(5)));
      var line = LINE.matcher(program.output());
      assertThat(line.find()).as(program.output()).isTrue();
      System.out.printf(
          "| %d | %d | %s ms | %s ms | %s ms |%n",
          wave.alive(), wave.births(), line.group(1), line.group(2), line.group(3));
    }
  }
}

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.docs.CostRow;
import io.audionode.docs.CostRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the agent costs while nothing happens, with more and more pods, and what other daemons of a
 * node cost beside it, for {@code scripts/bench cost}: figures, of which none is asserted.
 */
class CostBenchmark extends Scenario {
  private static final List<Integer> PODS =
      Stream.of(Bench.setting("PODS", "0,10,50,110,250,500").split(",", -1))
          .map(Integer::valueOf)
          .toList();

  private static final Duration WINDOW = Duration.ofSeconds(Bench.number("SECONDS", 60));

  /** What a JVM still compiles after its start is not what it costs when it is idle. */
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private final Crowd crowd = new Crowd(kubepods, agent.pods);

  @Test
  void measuresWhatItCostsToBeThere() throws IOException, InterruptedException {
    var rows = new ArrayList<CostRow>();
    var born = new HashSet<Long>();
    try (crowd) {
      for (var pods : PODS) {
        for (var number = born.size(); number < pods; number++) {
          crowd.announce(number);
          born.addAll(crowd.bear(number, 1));
        }
        rows.add(ofAudionode(born));
        print(rows);
      }
      for (var daemon : Bench.setting("DAEMONS", "").split("\\|", -1)) {
        if (!daemon.isEmpty()) {
          rows.add(of(daemon, born.size()));
          print(rows);
        }
      }
    }
    System.out.println(run(rows).markdown());
  }

  private static CostRun run(List<CostRow> rows) throws IOException {
    return new CostRun(Bench.origin(), rows);
  }

  private static void print(List<CostRow> rows) throws IOException {
    System.out.println(rows.getLast());
    Files.writeString(Bench.out().resolve("cost.json"), run(rows).json());
  }

  /** All pods are there when it starts, and as they were before it came. */
  private CostRow ofAudionode(Set<Long> born) throws IOException, InterruptedException {
    var start = System.nanoTime();
    try (var process = AgentProcess.run(agent)) {
      process.awaitOutput("answers").api().awaitReady();
      crowd.awaitProtected(born);
      var ready = Duration.ofNanos(System.nanoTime() - start).toMillis();
      Thread.sleep(SETTLING);
      var row = ProcessCost.row("**audionode**", born.size(), ready, process.pid(), WINDOW);
      process.terminate();
      assertThat(agent.restore().left()).isEmpty();
      return row;
    }
  }

  private static CostRow of(String command, int pods) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command.split(" ", -1))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Thread.sleep(SETTLING);
      assertThat(process.isAlive()).as(command).isTrue();
      var name = Path.of(command.split(" ", 2)[0]).getFileName().toString();
      return ProcessCost.row(name, pods, null, process.pid(), WINDOW);
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.docs.ProtectionRound;
import io.audionode.docs.ProtectionRun;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an audio program suffers from a memory hog with one remedy or another, for {@code
 * scripts/bench protect}: figures, of which only audionode's own promise is asserted, once they are
 * written. The remedies take turns, each round in another order, so that none has a quieter machine
 * or the same one before it each time.
 */
class ProtectionBenchmark extends Scenario {
  private static final String KIND = Bench.setting("HOG", "anon");
  private static final int ROUNDS = Bench.number("ROUNDS", 5);
  private static final Duration TIME = Duration.ofSeconds(Bench.number("SECONDS", 30));

  /** Enough to make the node swap, not enough to make it kill. */
  private static final double SHARE_OF_SWAP = 0.6;

  private static final List<Remedy> OURS = List.of(Remedy.IN_PLACE, Remedy.AT_BIRTH);

  @Test
  void comparesWhatPeopleDo() throws IOException, InterruptedException {
    var hog = new Hog(KIND, mib());
    var rounds = new ArrayList<ProtectionRound>();
    for (var seed = 1; seed <= ROUNDS; seed++) {
      for (var remedy : inTurn(seed)) {
        var uid = "99999999-cccc-4bbb-8ccc-%012d".formatted(rounds.size());
        try (var trial = new ProtectionTrial(kubepods, agent, uid, remedy)) {
          rounds.add(trial.run(hog, seed, TIME));
        }
        System.out.printf("round %d of %d: %s%n", seed, ROUNDS, rounds.getLast());
        write(rounds);
      }
    }
    System.out.println(new ProtectionRun(Bench.origin(), KIND, rounds).markdown());
    assertThat(rounds.stream().filter(ProtectionBenchmark::isOurs))
        .allMatch(round -> round.majorFaults() == 0);
  }

  private static List<Remedy> inTurn(int round) {
    var order = new ArrayList<>(List.of(Remedy.values()));
    Collections.rotate(order, (round - 1) * 3);
    return order;
  }

  private static boolean isOurs(ProtectionRound round) {
    return OURS.stream().anyMatch(remedy -> remedy.title.equals(round.remedy()));
  }

  private static void write(List<ProtectionRound> rounds) throws IOException {
    Files.writeString(
        Bench.out().resolve("protect-" + KIND + ".json"),
        new ProtectionRun(Bench.origin(), KIND, rounds).json());
  }

  private long mib() {
    var node = kubepods.proc.meminfo();
    var swap = (long) (SHARE_OF_SWAP * node.swapFree().value());
    return (node.memAvailable().value() + swap) / MIB;
  }
}

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * An agent that serves pods which come and go, for {@code scripts/soak}: what it holds must not
 * grow. The first quarter of the time, in which it fills its histories, does not count.
 */
class SoakBenchmark extends Scenario {
  private static final Duration LENGTH =
      Duration.ofMinutes(
          Long.parseLong(System.getenv().getOrDefault("AUDIONODE_SOAK_MINUTES", "60")));

  private static final int PODS_AT_ONCE = 5;

  /** By how much each may grow while it counts. */
  private static final SortedMap<String, Double> MARGINS =
      new TreeMap<>(
          Map.of("rss_mib", 8.0, "heap_mib", 4.0, "files", 2.0, "watches", 2.0, "threads", 2.0));

  private final Crowd crowd = new Crowd(kubepods, agent.pods);
  private final SortedMap<String, Trend> trends = new TreeMap<>();

  @Test
  void holdsNoMoreAtTheEndThanAtTheBeginning() throws Exception {
    var process = startProcess();
    process.api().awaitReady();
    var begun = System.nanoTime();
    System.out.println("| s | pods | " + String.join(" | ", MARGINS.keySet()) + " |");
    var number = 0;
    try (crowd) {
      for (var passed = 0.0; passed < LENGTH.toSeconds(); passed = seconds(begun)) {
        number = passBy(number);
        var sample = sample(process);
        System.out.printf("| %.0f | %d | %s |%n", passed, number, row(sample));
        if (passed > LENGTH.toSeconds() / 4.0) {
          sample.forEach(
              (name, value) ->
                  trends.computeIfAbsent(name, _ -> new Trend()).add(seconds(begun), value));
        }
      }
    }
    assertThat(trends).as("with a margin each").containsOnlyKeys(MARGINS.keySet());
    assertThat(trends.values()).as("samples that count").allMatch(trend -> trend.samples() >= 10);
    trends.forEach(
        (name, trend) ->
            System.out.printf(
                "%s grew by %.2f, allowed %s%n", name, trend.growth(), MARGINS.get(name)));
    trends.forEach(
        (name, trend) ->
            assertThat(trend.growth()).as(name).isLessThan(MARGINS.getOrDefault(name, 0.0)));
  }

  private static String row(SortedMap<String, Double> sample) {
    return sample.values().stream().map("%.1f"::formatted).collect(Collectors.joining(" | "));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Some pods that live until they are protected; returns the number of the next one. */
  private int passBy(int first) {
    for (var number = first; number < first + PODS_AT_ONCE; number++) {
      crowd.announce(number);
      crowd.awaitProtected(crowd.bear(number, 2));
    }
    crowd.end();
    for (var number = first; number < first + PODS_AT_ONCE; number++) {
      crowd.bury(number);
    }
    return first + PODS_AT_ONCE;
  }

  private static SortedMap<String, Double> sample(AgentProcess process) throws Exception {
    var heap = process.heap();
    var sample = new TreeMap<String, Double>();
    var held = Resources.of(process.pid());
    sample.put("rss_mib", rss(process.pid()) / MIB);
    sample.put("heap_mib", heap / (double) MIB);
    sample.put("files", (double) held.files().size());
    sample.put("watches", (double) held.watches());
    sample.put("threads", (double) held.threads());
    return sample;
  }

  private static double rss(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.split("\\s+", 3)[1]) * 1024)
        .findFirst()
        .orElseThrow();
  }
}

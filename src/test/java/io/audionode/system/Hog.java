package io.audionode.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What takes the memory of a node, the same in each round of a run.
 *
 * @param kind of {@code src/lab/hog.c}
 * @param mib that it takes
 */
record Hog(String kind, long mib) {
  private static final Pattern DONE = Pattern.compile("done .* touched=(\\d+)");

  /**
   * What it got done.
   *
   * @param mib that it touched, or read
   * @param killed whether any of its processes was
   */
  record Work(long mib, boolean killed) {
    static Work of(String output, int status) {
      var done = DONE.matcher(output);
      if (!done.find()) {
        throw new AssertionError("the hog did not say what it did: " + output);
      }
      return new Work(Long.parseLong(done.group(1)), status != 0);
    }
  }

  /** Presses as a BestEffort pod for so long, or until it is killed. */
  Work press(Kubepods kubepods, Duration time) throws InterruptedException {
    var home = kubepods.bestEffort("hog").child("hog");
    var arguments = new ArrayList<>(List.of("--kind", kind, "--mib", Long.toString(mib)));
    if (kind.equals("cache")) {
      arguments.addAll(List.of("--procs", "1")); // two would read the same files
    }
    try (var hog =
        Workload.start(
            home,
            new Workload.Birth(1000, 0, Duration.ofMillis(10)),
            "hog",
            arguments.toArray(String[]::new))) {
      Thread.sleep(time);
      var status = hog.terminate(Scenario.PATIENCE);
      return Work.of(hog.output(), status);
    } finally {
      kubepods.remove(home);
    }
  }
}

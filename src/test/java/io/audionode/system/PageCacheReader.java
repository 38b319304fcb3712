package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.memory.MemoryStat;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.regex.Pattern;

/** A pod that reads files below a limit that holds only a part of them, again and again. */
final class PageCacheReader implements AutoCloseable {
  private static final long LIMIT = 24 * Scenario.MIB;
  private static final long PAGE = 4096;

  /** How often its limit is read and thrown away before that counts as heavy. */
  private static final int TIMES = 4;

  private static final Pattern TOUCHED = Pattern.compile("touched=(\\d+)");

  private final CgroupPath home;
  private final Workload reader;

  private PageCacheReader(CgroupPath home, Workload reader) {
    this.home = home;
    this.reader = reader;
  }

  static PageCacheReader start(CgroupPath home) {
    return new PageCacheReader(
        home,
        Workload.start(
            home,
            new Workload.Birth(1000, LIMIT, Duration.ofSeconds(1)),
            "hog",
            "--kind",
            "cache",
            "--path",
            "/usr/lib/x86_64-linux-gnu",
            "--mib",
            "160",
            "--procs",
            "1"));
  }

  /** Waits until the kernel has taken away many times what the pod may hold. */
  void awaitReclaimed(Kubepods kubepods) {
    await()
        .atMost(Duration.ofMinutes(20))
        .until(() -> count(kubepods, "pgsteal") * PAGE > TIMES * LIMIT);
  }

  void into(Figures figures, Kubepods kubepods) {
    figures
        .put("cache.limitMib", LIMIT / Scenario.MIB)
        .put("cache.readMib", readMib())
        .put("cache.reclaimedMib", count(kubepods, "pgsteal") * PAGE / Scenario.MIB)
        .put("cache.refaults", stat(kubepods).workingsetRefault());
  }

  private long readMib() {
    return TOUCHED
        .matcher(reader.output())
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .max()
        .orElse(0);
  }

  private long count(Kubepods kubepods, String key) {
    return stat(kubepods).count(key).orElseThrow();
  }

  private MemoryStat stat(Kubepods kubepods) {
    return MemoryStat.parse(kubepods.read(home, "memory.stat") + "\n");
  }

  @Override
  public void close() {
    reader.close();
  }
}

package io.audionode.system;

import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.docs.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** What {@code scripts/bench} tells a benchmark, and where its figures go. */
final class Bench {
  private static final double GIB = 1 << 30;

  private Bench() {}

  /** The variable {@code AUDIONODE_BENCH_<name>}. */
  static String setting(String name, String byDefault) {
    return Optional.ofNullable(System.getenv("AUDIONODE_BENCH_" + name)).orElse(byDefault);
  }

  static int number(String name, int byDefault) {
    return Integer.parseInt(setting(name, Integer.toString(byDefault)));
  }

  /** The directory that comes back from the guest. */
  static Path out() {
    return Path.of(System.getenv("LAB_OUT"));
  }

  /** Where the figures of this run come from. */
  static Origin origin() throws IOException {
    return new Origin(
        setting("COMMAND", "unknown command"),
        LocalDate.now(ZoneOffset.UTC).toString(),
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        machine());
  }

  private static String machine() throws IOException {
    var cpus = Files.readString(Path.of("/proc/cpuinfo"));
    var memory = new ProcFs(Linux.system()).meminfo();
    return "%d %sprocessors, %.1f GiB of memory, %.1f GiB of swap"
        .formatted(
            cpus.lines().filter(line -> line.startsWith("processor")).count(),
            cpus.contains("TCG") ? "emulated " : "",
            memory.memTotal().value() / GIB,
            memory.swapTotal().value() / GIB);
  }
}

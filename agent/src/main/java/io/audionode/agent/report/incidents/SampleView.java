package io.audionode.agent.report.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.incident.ProcessUse;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.report.pressure.GrowthView;
import io.audionode.agent.report.pressure.LineView;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.psi.Pressure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A recorded cgroup at one moment. Amounts are numbers alone: there are up to 75 of these in an
 * incident.
 *
 * @param some null without PSI
 * @param full null without PSI
 * @param swapBytes null where there is no {@code memory.swap.current}
 * @param kernelBytes null before 5.18
 * @param majorFaults since the cgroup was made, as the next four; null where nobody counts them
 * @param nodeBytes anonymous memory and page cache on each NUMA node
 * @param processes the largest, at most five
 */
public record SampleView(
    Instant at,
    @Nullable LineView some,
    @Nullable LineView full,
    long currentBytes,
    @Nullable Long swapBytes,
    long anonBytes,
    long fileBytes,
    long shmemBytes,
    @Nullable Long kernelBytes,
    long sockBytes,
    @Nullable Long majorFaults,
    @Nullable Long refaults,
    @Nullable Long scannedPages,
    @Nullable Long reclaimedPages,
    GrowthView.@Nullable Counts memoryEvents,
    List<Long> nodeBytes,
    List<ProcessView> processes) {
  /**
   * A process.
   *
   * @param oomScoreAdj null when it ended while it was read
   */
  public record ProcessView(int pid, String comm, long rssBytes, @Nullable Integer oomScoreAdj) {
    public ProcessView {
      requireNonNull(comm, "comm is null");
    }

    private static ProcessView of(ProcessUse process) {
      return new ProcessView(
          process.pid(), process.comm(), process.rss().value(), process.oomScoreAdj());
    }
  }

  public SampleView {
    requireNonNull(at, "at is null");
    nodeBytes = List.copyOf(nodeBytes);
    processes = List.copyOf(processes);
  }

  static SampleView of(Sample sample) {
    var charge = sample.charge();
    var counters = sample.counters();
    return new SampleView(
        sample.at(),
        line(sample, Pressure::some),
        line(sample, Pressure::full),
        charge.current().value(),
        bytes(charge.swap()),
        charge.anon().value(),
        charge.file().value(),
        charge.shmem().value(),
        bytes(charge.kernel()),
        charge.sock().value(),
        counters.majorFaults(),
        counters.refaults(),
        counters.scanned(),
        counters.reclaimed(),
        GrowthView.Counts.of(counters.events()),
        charge.nodes().stream().map(Bytes::value).toList(),
        sample.processes().stream().map(ProcessView::of).toList());
  }

  private static @Nullable LineView line(
      Sample sample, Function<Pressure, Optional<Pressure.Line>> line) {
    return Optional.ofNullable(sample.pressure()).flatMap(line).map(LineView::of).orElse(null);
  }

  private static @Nullable Long bytes(@Nullable Bytes amount) {
    return amount == null ? null : amount.value();
  }
}

package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;
import java.util.List;

/**
 * What others than the configuration keep cpus for.
 *
 * @param isolated those of {@code isolcpus=}
 * @param kubelet those of kubelet's {@code reservedSystemCPUs}; none when that was never readable
 * @param assigned those that kubelet's CPU manager gave to one container alone, of whichever pod;
 *     none when that was never readable
 * @param problems what of kubelet's files is there and cannot be read or understood
 */
public record CpuReserves(
    CpuList isolated, CpuList kubelet, CpuList assigned, List<String> problems) {
  public static final CpuReserves NONE = new CpuReserves(CpuList.EMPTY, CpuList.EMPTY);

  public CpuReserves {
    requireNonNull(isolated, "isolated is null");
    requireNonNull(kubelet, "kubelet is null");
    requireNonNull(assigned, "assigned is null");
    problems = List.copyOf(problems);
  }

  /** Of a node whose kubelet gives nothing to anybody alone. */
  public CpuReserves(CpuList isolated, CpuList kubelet) {
    this(isolated, kubelet, CpuList.EMPTY, List.of());
  }
}

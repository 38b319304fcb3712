package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;

/**
 * What others than the configuration keep cpus for.
 *
 * @param isolated those of {@code isolcpus=}
 * @param kubelet those of kubelet's {@code reservedSystemCPUs}; none when that is not readable
 */
public record CpuReserves(CpuList isolated, CpuList kubelet) {
  public static final CpuReserves NONE = new CpuReserves(CpuList.EMPTY, CpuList.EMPTY);

  public CpuReserves {
    requireNonNull(isolated, "isolated is null");
    requireNonNull(kubelet, "kubelet is null");
  }
}

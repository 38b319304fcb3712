package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MemInfo;

/**
 * How much the machine has left.
 *
 * @param free {@code MemFree}
 * @param available {@code MemAvailable}: what programs can still get without swapping
 * @param swapFree {@code SwapFree}
 */
public record NodeMemory(Bytes free, Bytes available, Bytes swapFree) {
  public NodeMemory {
    requireNonNull(free, "free is null");
    requireNonNull(available, "available is null");
    requireNonNull(swapFree, "swapFree is null");
  }

  public static NodeMemory of(MemInfo meminfo) {
    return new NodeMemory(meminfo.memFree(), meminfo.memAvailable(), meminfo.swapFree());
  }
}

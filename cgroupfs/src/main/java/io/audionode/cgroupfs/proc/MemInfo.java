package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /proc/meminfo}: the machine's memory.
 *
 * @param amounts every line that is an amount, in the kernel's order
 */
public record MemInfo(Map<String, Bytes> amounts) {
  public MemInfo {
    amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
    for (var key : new String[] {"MemTotal", "MemFree", "MemAvailable", "SwapTotal", "SwapFree"}) {
      KilobyteTable.require(amounts, key);
    }
  }

  public static MemInfo parse(String text) throws Malformed {
    return new MemInfo(KilobyteTable.parse(text));
  }

  /** One amount of a text that has not all the lines of {@code /proc/meminfo}. */
  public static Bytes amount(String text, String key) throws Malformed {
    return KilobyteTable.require(KilobyteTable.parse(text), key);
  }

  public Bytes memTotal() {
    return KilobyteTable.require(amounts, "MemTotal");
  }

  public Bytes memFree() {
    return KilobyteTable.require(amounts, "MemFree");
  }

  /** The kernel's estimate of what programs can still get without swapping. */
  public Bytes memAvailable() {
    return KilobyteTable.require(amounts, "MemAvailable");
  }

  public Bytes swapTotal() {
    return KilobyteTable.require(amounts, "SwapTotal");
  }

  public Bytes swapFree() {
    return KilobyteTable.require(amounts, "SwapFree");
  }

  /** Whether any swap is on. */
  public boolean hasSwap() {
    return !swapTotal().equals(Bytes.ZERO);
  }
}

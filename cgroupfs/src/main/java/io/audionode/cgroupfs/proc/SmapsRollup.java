package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code /proc/PID/smaps_rollup} (since 4.14): a process's memory. Reading it walks the page
 * tables.
 *
 * @param amounts every line, in the kernel's order
 */
public record SmapsRollup(Map<String, Bytes> amounts) {
  public SmapsRollup {
    amounts = Collections.unmodifiableMap(new LinkedHashMap<>(amounts));
    for (var key : new String[] {"Rss", "Pss", "Anonymous", "Swap", "Locked"}) {
      KilobyteTable.require(amounts, key);
    }
  }

  public static SmapsRollup parse(String text) throws Malformed {
    return new SmapsRollup(KilobyteTable.parse(text));
  }

  public Bytes rss() {
    return KilobyteTable.require(amounts, "Rss");
  }

  /** Resident memory, each page divided by the number of processes that share it. */
  public Bytes pss() {
    return KilobyteTable.require(amounts, "Pss");
  }

  public Bytes anonymous() {
    return KilobyteTable.require(amounts, "Anonymous");
  }

  public Bytes swap() {
    return KilobyteTable.require(amounts, "Swap");
  }

  /** What mlock(2) holds. */
  public Bytes locked() {
    return KilobyteTable.require(amounts, "Locked");
  }
}

package io.audionode.cgroupfs.proc;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.format.Lines;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.format.Words;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /proc/PID/status} (proc_pid_status(5)).
 *
 * @param fields every line's text after the colon, in the kernel's order
 */
public record ProcStatus(Map<String, String> fields) {
  private static final int IPC_LOCK = 14;
  private static final int SYS_NICE = 23;
  private static final int SYS_RESOURCE = 24;

  public ProcStatus {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public static ProcStatus parse(String text) throws Malformed {
    var fields = new LinkedHashMap<String, String>();
    for (var line : Lines.of(text)) {
      var colon = line.indexOf(':');
      if (colon <= 0) {
        throw new Malformed("KEY: VALUE", line);
      }
      fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    var status = new ProcStatus(fields);
    status.validate();
    return status;
  }

  /** What every accessor reads is read once, so that none of them fails later. */
  private void validate() throws Malformed {
    var _ = name().length() + tgid() + ppid() + uid() + threads() + capEff();
    vmRss();
    vmLck();
    vmSwap();
    cpusAllowed();
    memsAllowed();
  }

  /** With line feed and backslash escaped. */
  public String name() {
    return required("Name");
  }

  public int tgid() {
    return Numbers.nonNegativeInt(required("Tgid"));
  }

  public int ppid() {
    return Numbers.nonNegativeInt(required("PPid"));
  }

  /** The real user id. */
  public long uid() {
    return Numbers.nonNegative(Words.parse(required("Uid")).getFirst());
  }

  public int threads() {
    return Numbers.nonNegativeInt(required("Threads"));
  }

  /** The effective capabilities as a bit set. */
  public long capEff() {
    var text = required("CapEff");
    if (!text.matches("[0-9a-f]{16}")) {
      throw new Malformed("16 hexadecimal digits", text);
    }
    return Long.parseUnsignedLong(text, 16);
  }

  /** CAP_SYS_RESOURCE: to lower oom_score_adj and to use short pressure windows. */
  public boolean canSysResource() {
    return can(SYS_RESOURCE);
  }

  /** CAP_SYS_NICE: to take any real-time priority. */
  public boolean canSysNice() {
    return can(SYS_NICE);
  }

  /** CAP_IPC_LOCK: to lock any amount of memory. */
  public boolean canIpcLock() {
    return can(IPC_LOCK);
  }

  private boolean can(int capability) {
    return (capEff() >>> capability & 1) != 0;
  }

  /** Resident memory; empty for kernel threads and zombies, which have none. */
  public Optional<Bytes> vmRss() {
    return amount("VmRSS");
  }

  /** Memory locked by mlock(2) and the like; empty as {@link #vmRss}. */
  public Optional<Bytes> vmLck() {
    return amount("VmLck");
  }

  /** Memory in swap; empty as {@link #vmRss}, and without CONFIG_SWAP. */
  public Optional<Bytes> vmSwap() {
    return amount("VmSwap");
  }

  public CpuList cpusAllowed() {
    return CpuList.parse(required("Cpus_allowed_list"));
  }

  /** Empty where the kernel has no cpusets. */
  public Optional<CpuList> memsAllowed() {
    return Optional.ofNullable(fields.get("Mems_allowed_list")).map(CpuList::parse);
  }

  private Optional<Bytes> amount(String key) {
    return Optional.ofNullable(fields.get(key))
        .map(value -> KilobyteTable.amount(Words.parse(value), key + ": " + value));
  }

  private String required(String key) throws Malformed {
    var value = fields.get(key);
    if (value == null || value.isEmpty()) {
      throw new Malformed("the key " + key, fields.keySet().toString());
    }
    return value;
  }
}

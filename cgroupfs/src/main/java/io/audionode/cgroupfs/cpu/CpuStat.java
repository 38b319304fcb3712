package io.audionode.cgroupfs.cpu;

import io.audionode.cgroupfs.format.FlatKeyed;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code cpu.stat}: cpu time since the cgroup was made, in microseconds.
 *
 * @param values every key of the running kernel, in its order
 */
public record CpuStat(Map<String, Long> values) {
  public CpuStat {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    FlatKeyed.require(values, "usage_usec");
    FlatKeyed.require(values, "user_usec");
    FlatKeyed.require(values, "system_usec");
  }

  public static CpuStat parse(String text) throws Malformed {
    return new CpuStat(FlatKeyed.parse(text));
  }

  public long usageUsec() {
    return FlatKeyed.require(values, "usage_usec");
  }

  public long userUsec() {
    return FlatKeyed.require(values, "user_usec");
  }

  public long systemUsec() {
    return FlatKeyed.require(values, "system_usec");
  }

  /** Periods in which the cgroup was throttled; empty while the cpu controller is off. */
  public OptionalLong nrThrottled() {
    return count("nr_throttled");
  }

  /** Empty while the cpu controller is off. */
  public OptionalLong throttledUsec() {
    return count("throttled_usec");
  }

  private OptionalLong count(String key) {
    var value = values.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}

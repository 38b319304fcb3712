package io.audionode.cgroupfs.memory;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.FlatKeyed;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code memory.stat}: what a cgroup's memory is made of, and events counted since it was made, its
 * descendants included.
 *
 * @param values every key of the running kernel, in its order
 */
public record MemoryStat(Map<String, Long> values) {
  public MemoryStat {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    for (var key : new String[] {"anon", "file", "shmem", "sock", "pgfault", "pgmajfault"}) {
      if (FlatKeyed.require(values, key) < 0) {
        throw new Malformed(key + " that is not negative", key + " " + values.get(key));
      }
    }
  }

  public static MemoryStat parse(String text) throws Malformed {
    return new MemoryStat(FlatKeyed.parse(text));
  }

  /** Anonymous memory: heap, stacks, private mappings. */
  public Bytes anon() {
    return required("anon");
  }

  /** Page cache, tmpfs and shared memory included. */
  public Bytes file() {
    return required("file");
  }

  /** The part of {@link #file} that can only go to swap. */
  public Bytes shmem() {
    return required("shmem");
  }

  /** All kernel memory; empty before 5.18. */
  public Optional<Bytes> kernel() {
    return amount("kernel");
  }

  /**
   * What is in memory and has a place in swap as well, as it was read back and not written since;
   * empty before 5.12.
   */
  public Optional<Bytes> swapcached() {
    return amount("swapcached");
  }

  /** Network buffers. */
  public Bytes sock() {
    return required("sock");
  }

  public long pgfault() {
    return FlatKeyed.require(values, "pgfault");
  }

  /** Faults that had to read from a disk. */
  public long pgmajfault() {
    return FlatKeyed.require(values, "pgmajfault");
  }

  /** Anonymous pages that were read back soon after they were swapped out; empty before 5.9. */
  public OptionalLong workingsetRefaultAnon() {
    return count("workingset_refault_anon");
  }

  /** File pages that were read back soon after they were dropped; empty before 5.9. */
  public OptionalLong workingsetRefaultFile() {
    return count("workingset_refault_file");
  }

  /** Both kinds of refault, under the names of any kernel. */
  public long workingsetRefault() throws Malformed {
    var before = values.get("workingset_refault");
    return before != null
        ? before
        : FlatKeyed.require(values, "workingset_refault_anon")
            + FlatKeyed.require(values, "workingset_refault_file");
  }

  /** The amount under a key that not every kernel has. */
  public Optional<Bytes> amount(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> value >= 0).map(Bytes::new);
  }

  /** The counter under a key that not every kernel has. */
  public OptionalLong count(String key) {
    var value = values.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private Bytes required(String key) {
    return new Bytes(FlatKeyed.require(values, key));
  }
}

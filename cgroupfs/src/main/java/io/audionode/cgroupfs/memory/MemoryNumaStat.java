package io.audionode.cgroupfs.memory;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.NestedKeyed;
import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code memory.numa_stat}: where a cgroup's memory lies.
 *
 * @param values for each kind ({@code anon}, {@code file}, ...) the bytes on each node
 */
public record MemoryNumaStat(Map<String, SortedMap<Integer, Bytes>> values) {
  public MemoryNumaStat {
    var copy = new LinkedHashMap<String, SortedMap<Integer, Bytes>>();
    values.forEach(
        (kind, nodes) -> copy.put(kind, Collections.unmodifiableSortedMap(new TreeMap<>(nodes))));
    values = Collections.unmodifiableMap(copy);
  }

  /**
   * Counters such as {@code workingset_refault_anon} are left out before they can be taken for
   * memory: they count pages that came back, not bytes that are there.
   */
  public static MemoryNumaStat parse(String text) throws Malformed {
    var kinds = new LinkedHashMap<String, SortedMap<Integer, Bytes>>();
    NestedKeyed.parse(text)
        .forEach(
            (kind, nodes) -> {
              if (!kind.startsWith("workingset_")) {
                kinds.put(kind, nodes(nodes));
              }
            });
    if (!kinds.containsKey("anon") || !kinds.containsKey("file")) {
      throw new Malformed("the keys anon and file", text);
    }
    return new MemoryNumaStat(kinds);
  }

  private static SortedMap<Integer, Bytes> nodes(Map<String, String> pairs) throws Malformed {
    var nodes = new TreeMap<Integer, Bytes>();
    pairs.forEach((node, value) -> nodes.put(node(node), Bytes.parse(value)));
    return nodes;
  }

  private static int node(String text) throws Malformed {
    if (!text.startsWith("N")) {
      throw new Malformed("a node such as N0", text);
    }
    return Numbers.nonNegativeInt(text.substring(1));
  }

  /** The nodes that the kernel lists, whether or not they hold anything. */
  public Set<Integer> nodes() {
    var nodes = new TreeSet<Integer>();
    values.values().forEach(kind -> nodes.addAll(kind.keySet()));
    return Collections.unmodifiableSet(nodes);
  }

  /** Anonymous and file memory on a node. */
  public Bytes total(int node) {
    return on(node, "anon").plus(on(node, "file"));
  }

  /** The part, 0 to 1, of anonymous and file memory that is on a node; empty when there is none. */
  public OptionalDouble share(int node) {
    var all = nodes().stream().map(this::total).reduce(Bytes.ZERO, Bytes::plus);
    return all.equals(Bytes.ZERO)
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) total(node).value() / all.value());
  }

  /** A node that the kernel does not list holds nothing. */
  private Bytes on(int node, String kind) {
    var nodes = values.get(kind);
    var bytes = nodes == null ? null : nodes.get(node);
    return bytes == null ? Bytes.ZERO : bytes;
  }
}

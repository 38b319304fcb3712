package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods that did not ask, by how much memory they took lately. Of each only {@code memory.current}
 * of its own cgroup is read. For one thread.
 */
public final class Neighbours implements AutoCloseable {
  private static final int MOST = 5;
  private static final Bytes LEAST = Bytes.ofMebibytes(1);

  /** Events come in bursts, and the answer is the same for all of one. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** The first event of a burst must not have its growth counted from that very moment. */
  static final Duration BACK = Duration.ofSeconds(5);

  private final OpenFiles charges;
  private final Supplier<Map<String, CgroupPath>> directories;
  private final Function<String, @Nullable String> names;
  private final Clocks clocks;
  private final Timeline<Map<CgroupPath, Bytes>> before;
  private Set<String> asking = Set.of();
  private List<Neighbour> top = List.of();
  private long topNanos;

  /**
   * @param charges {@code memory.current}; closed with this
   * @param directories finds all pods' directories by UID
   * @param names a pod's namespace and name, null when nobody knows it
   * @param back since when growth counts, at least
   */
  Neighbours(
      OpenFiles charges,
      Supplier<Map<String, CgroupPath>> directories,
      Function<String, @Nullable String> names,
      Clocks clocks,
      Duration back) {
    this.before = new Timeline<>(back, FRESH);
    this.charges = charges;
    this.directories = directories;
    this.names = names;
    this.clocks = clocks;
    this.topNanos = clocks.nanosBefore(FRESH);
  }

  /** The UIDs of pods that are no neighbours, from now on. */
  public void asking(Set<String> now) {
    if (!asking.equals(now)) {
      asking = now;
      topNanos = clocks.nanosBefore(FRESH);
    }
  }

  /** Growth counts from now on, for those who ask some seconds later. */
  public void refresh() {
    var sizes = new HashMap<CgroupPath, Bytes>();
    current(Set.of()).forEach((_, pod) -> sizes.put(pod.cgroup(), pod.current()));
    before.add(clocks.nanos(), sizes);
  }

  /**
   * Those that grew by 1 MiB and more since a {@link #refresh} some seconds ago, largest first, at
   * most five; nobody before the first one. What a pod has that came since then is all growth.
   */
  public List<Neighbour> top() {
    if (clocks.hasPassed(FRESH, topNanos)) {
      topNanos = clocks.nanos();
      top = before.before(topNanos).map(this::grown).orElse(List.of());
    }
    return top;
  }

  private List<Neighbour> grown(Map<CgroupPath, Bytes> sizes) {
    var over = Duration.ofNanos(topNanos - before.momentBefore(topNanos).orElse(topNanos));
    return current(asking).entrySet().stream()
        .map(pod -> neighbour(pod.getKey(), pod.getValue(), sizes, over))
        .filter(neighbour -> neighbour.grown().compareTo(LEAST) >= 0)
        .sorted(Comparator.comparing(Neighbour::grown).reversed())
        .limit(MOST)
        .toList();
  }

  private Neighbour neighbour(String uid, Size pod, Map<CgroupPath, Bytes> sizes, Duration over) {
    var name = names.apply(uid);
    var grown = pod.current().minusOrZero(sizes.getOrDefault(pod.cgroup(), Bytes.ZERO));
    return new Neighbour(name == null ? uid : name, pod.cgroup(), pod.current(), grown, over);
  }

  private record Size(CgroupPath cgroup, Bytes current) {}

  private Map<String, Size> current(Set<String> leftOut) {
    var found = found();
    charges.retain(Set.copyOf(found.values()));
    var sizes = new HashMap<String, Size>();
    found.forEach(
        (uid, path) -> {
          if (!leftOut.contains(uid)) {
            read(path).ifPresent(bytes -> sizes.put(uid, new Size(path, bytes)));
          }
        });
    return sizes;
  }

  /** Nobody when the directories cannot be read: an event is worth more than its neighbours. */
  private Map<String, CgroupPath> found() {
    try {
      return directories.get();
    } catch (KernelException _) {
      return Map.of();
    }
  }

  /** Empty when it went: what it had is free, and it cannot be what grew. */
  private Optional<Bytes> read(CgroupPath path) {
    try {
      return charges.read(path).map(charge -> Memory.CURRENT.parse(charge.text()));
    } catch (KernelException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    charges.close();
  }
}

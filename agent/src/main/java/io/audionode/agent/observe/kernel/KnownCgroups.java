package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What looks have read of cgroups and need not read again. Thread-safe. */
final class KnownCgroups {
  /** After so many turns each cgroup was forgotten once. */
  static final int TURNS = 10;

  private final Map<CgroupPath, Known> known = new HashMap<>();
  private final ProcessLists lists = new ProcessLists();
  private final Set<CgroupPath> partitions = new HashSet<>();
  private int turn;

  /**
   * One of them.
   *
   * @param turn at which its counters were read
   * @param children null until they are listed
   * @param charges null until they are read
   */
  private record Known(
      SeenCgroup seen,
      int turn,
      @Nullable List<CgroupPath> children,
      ContainerReader.@Nullable Charges charges) {}

  synchronized boolean has(CgroupPath path) {
    return known.containsKey(path);
  }

  synchronized Optional<SeenCgroup> seen(CgroupPath path) {
    return of(path).map(Known::seen);
  }

  private Optional<Known> of(CgroupPath path) {
    return Optional.ofNullable(known.get(path));
  }

  /** Whether its counters were read in this turn. */
  synchronized boolean isCounted(CgroupPath path) {
    return of(path).filter(one -> one.turn() == turn).isPresent();
  }

  synchronized Optional<List<CgroupPath>> children(CgroupPath path) {
    return of(path).map(Known::children);
  }

  synchronized Optional<ContainerReader.Charges> charges(CgroupPath path) {
    return of(path).map(Known::charges);
  }

  synchronized Optional<ProcessLists.Listed> processes(CgroupPath path) {
    return lists.of(path);
  }

  /** Whether any cgroup that was read is a partition, known or not. */
  synchronized boolean partitions() {
    return !partitions.isEmpty();
  }

  /** Remembered also of one that is not known. */
  synchronized void partition(SeenCgroup seen) {
    if (seen.knob(Cpuset.PARTITION.file()).filter(it -> !it.equals("member")).isPresent()) {
      partitions.add(seen.path());
    } else {
      partitions.remove(seen.path());
    }
  }

  synchronized void keep(SeenCgroup seen) {
    known.put(seen.path(), new Known(seen, turn, null, null));
  }

  /** Its counters were read, so that what else was counted is out of date; not when in doubt. */
  synchronized void counted(SeenCgroup seen) {
    known.computeIfPresent(seen.path(), (_, one) -> new Known(seen, turn, one.children(), null));
  }

  /** Not while it is in doubt. */
  synchronized void listed(CgroupPath path, List<CgroupPath> children) {
    known.computeIfPresent(
        path, (_, one) -> new Known(one.seen(), one.turn(), children, one.charges()));
  }

  /** Not while it is in doubt. */
  synchronized void charged(CgroupPath path, ContainerReader.Charges charges) {
    known.computeIfPresent(
        path, (_, one) -> new Known(one.seen(), one.turn(), one.children(), charges));
  }

  /** Keeps what was listed; not while the cgroup is in doubt. */
  synchronized void listed(CgroupPath path, ProcessLists.Listed processes) {
    if (has(path)) {
      lists.keep(path, processes);
    }
  }

  /** Where it was found counts, also of what cannot be kept. */
  synchronized void found(CgroupPath path, ProcessLists.Listed processes) {
    lists.found(path, processes.processes());
  }

  /** A cgroup's counters are out of date from now on. */
  synchronized void discount(CgroupPath path) {
    known.computeIfPresent(path, (_, one) -> new Known(one.seen(), turn - 1, one.children(), null));
  }

  /** All counters are out of date from now on, and the lists that no sweep compares. */
  synchronized void nextTurn() {
    turn++;
    lists.dropEmpty();
  }

  /** Another part of all at each turn. */
  synchronized void forgetPart() {
    List.copyOf(known.keySet()).stream()
        .filter(path -> Math.floorMod(path.hashCode() - turn, TURNS) == 0)
        .forEach(this::forget);
  }

  synchronized void forget(CgroupPath path) {
    known.remove(path);
    lists.drop(path);
  }

  synchronized void forgetFrom(CgroupPath path) {
    known.keySet().removeIf(at -> at.startsWith(path));
    lists.dropFrom(path);
  }

  synchronized void forgetAll() {
    known.clear();
    lists.clear();
  }

  /** That it exists is forgotten as well. */
  synchronized void remove(CgroupPath path) {
    forget(path);
    partitions.remove(path);
  }

  synchronized void forgetListWith(int pid) {
    lists.drop(pid);
  }

  synchronized void retain(Set<CgroupPath> paths) {
    known.keySet().retainAll(paths);
    lists.retain(paths);
    partitions.retainAll(paths);
  }
}

package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code cpuset.cpus.partition} of the classes that want one, and {@code cpuset.cpus.exclusive},
 * which a remote partition needs on its cgroup and on all above it
 * (Documentation/admin-guide/cgroup-v2.rst, since 6.7). Older kernels want every cgroup above to be
 * a partition root as well, which would take all cpus of audio from the rest of the node: there
 * nothing is written.
 */
final class CpuPartitions {
  private static final String MEMBER = Partition.MEMBER.word();
  private static final String INVALID = " invalid";

  private final NodeSnapshot seen;
  private final Map<CgroupPath, Wanted> wanted;
  private final PartitionRepairs repairs;

  /**
   * @param wanted by the class's cgroup; only of those that have their cpus
   * @param fixed cpus of classes that nobody may write to now, which may be in a partition
   * @param before what was decided last, null in the first run
   */
  CpuPartitions(
      NodeSnapshot seen,
      Map<CgroupPath, Wanted> wanted,
      Map<CgroupPath, CpuList> fixed,
      @Nullable CpuPartitions before) {
    this.seen = seen;
    this.wanted = new TreeMap<>(wanted);
    fixed.forEach(
        (path, cpus) ->
            partition(path, before)
                .ifPresent(partition -> this.wanted.put(path, new Wanted(partition, cpus, true))));
    this.repairs = before == null ? new PartitionRepairs(seen) : before.repairs.next(seen);
    this.wanted.forEach(this::look);
  }

  private void look(CgroupPath path, Wanted one) {
    var state = state(path);
    if (one.fixed()) {
      repairs.leave(path);
    } else if (state.equals(one.partition().word())) {
      repairs.valid(path);
    } else if (isInvalid(one, state) && isSettled(path, one)) {
      repairs.repair(path, state);
    } else {
      repairs.keep(path);
    }
  }

  /** Of a cgroup that is left as it is; as it was, when it cannot be read. */
  private Optional<Partition> partition(CgroupPath path, @Nullable CpuPartitions before) {
    var remembered = before == null ? null : before.wanted.get(path);
    return seen.cgroup(path).isEmpty()
        ? Optional.ofNullable(remembered).map(Wanted::partition)
        : Stream.of(Partition.values())
            .filter(partition -> partition != Partition.MEMBER)
            .filter(partition -> isOf(partition, state(path)))
            .findFirst();
  }

  private String state(CgroupPath path) {
    return seen.knob(path, Cpuset.PARTITION.file()).orElse(MEMBER);
  }

  /**
   * One partition.
   *
   * @param fixed whether it is left as it is
   */
  record Wanted(Partition partition, CpuList cpus, boolean fixed) {
    Wanted(Partition partition, CpuList cpus) {
      this(partition, cpus, false);
    }

    Wanted {
      requireNonNull(partition, "partition is null");
      requireNonNull(cpus, "cpus is null");
    }
  }

  /** Whether partitions can be had below cgroups that are none; not known before audio is made. */
  private boolean canBeRemote() {
    return seen.knob(Subtree.ROOT, Cpuset.CPUS_EXCLUSIVE.file()).isPresent();
  }

  /** The cpus that partitions take from everybody else. */
  CpuList cpus() {
    return cpusBelow(Subtree.ROOT);
  }

  private CpuList cpusBelow(CgroupPath path) {
    return canBeRemote()
        ? wanted.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(path))
            .map(entry -> entry.getValue().cpus())
            .reduce(CpuList.EMPTY, CpuList::union)
        : CpuList.EMPTY;
  }

  /** The same cgroups with what partitions need of them. */
  List<DesiredCgroup> on(List<DesiredCgroup> cgroups) {
    return cgroups.stream().map(this::on).toList();
  }

  private DesiredCgroup on(DesiredCgroup cgroup) {
    if (!Subtree.contains(cgroup.path())) {
      return cgroup;
    }
    var knobs = new TreeMap<>(cgroup.knobs());
    exclusive(cgroup.path()).ifPresent(cpus -> knobs.put(Cpuset.CPUS_EXCLUSIVE.file(), cpus));
    wantedState(cgroup.path()).ifPresent(state -> knobs.put(Cpuset.PARTITION.file(), state));
    return cgroup.with(knobs);
  }

  private Optional<String> exclusive(CgroupPath path) {
    var now = cpus(path, Cpuset.CPUS_EXCLUSIVE.file());
    var mayBeNeeded = !seen.gaps().podsComplete() && !Subtree.isOfPod(path);
    var cpus = mayBeNeeded ? cpusBelow(path).union(now) : cpusBelow(path);
    return cpus.isEmpty() && now.isEmpty() ? Optional.empty() : Optional.of(cpus.text());
  }

  /** A partition that changes, or is repaired, is given up first and asked for in the next look. */
  private Optional<String> wantedState(CgroupPath path) {
    var now = state(path);
    var one = canBeRemote() ? wanted.get(path) : null;
    if (one == null) {
      return now.equals(MEMBER) ? Optional.empty() : Optional.of(MEMBER);
    }
    if (one.fixed()) {
      return Optional.empty();
    }
    if (!isOf(one.partition(), now)) {
      return Optional.of(one.partition().word());
    }
    return Optional.of(isSettled(path, one) && !repairs.isDue(path) ? now : MEMBER);
  }

  private static boolean isOf(Partition partition, String state) {
    return state.equals(partition.word()) || state.startsWith(partition.word() + INVALID);
  }

  private static boolean isInvalid(Wanted one, String state) {
    return state.startsWith(one.partition().word() + INVALID);
  }

  private boolean isSettled(CgroupPath path, Wanted one) {
    var named =
        Stream.concat(path.ancestors().stream(), Stream.of(path))
            .filter(Subtree::contains)
            .allMatch(cgroup -> one.cpus().isSubsetOf(cpus(cgroup, Cpuset.CPUS_EXCLUSIVE.file())));
    return named
        && one.cpus().equals(cpus(path, Cpuset.CPUS.file()))
        && one.cpus().equals(cpus(path, Cpuset.CPUS_EXCLUSIVE.file()));
  }

  private CpuList cpus(CgroupPath path, String file) {
    return seen.knob(path, file).map(CpuList::parse).orElse(CpuList.EMPTY);
  }

  /** Why a class has no partition though it wants one. */
  Optional<String> warning(CgroupPath path) {
    var one = wanted.get(path);
    if (one == null || seen.cgroup(Subtree.ROOT).isEmpty()) {
      return Optional.empty();
    }
    var now = state(path);
    if (!canBeRemote()) {
      return Optional.of(
          "%s: partition %s needs Linux 6.7, and is not asked for: cpus %s are its own among audio pods only"
              .formatted(words(path), one.partition().word(), one.cpus()));
    }
    return isInvalid(one, now)
        ? Optional.of(
            "%s: the kernel says of cpuset.cpus.partition \"%s\": cpus %s are its own among audio pods only"
                .formatted(words(path), now, one.cpus()))
        : Optional.empty();
  }

  private static String words(CgroupPath path) {
    return "thread class %s in %s"
        .formatted(path.name(), path.parent().map(CgroupPath::name).orElse("/"));
  }
}

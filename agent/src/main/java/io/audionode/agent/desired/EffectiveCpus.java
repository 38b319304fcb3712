package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the kernel grants less than what is set: {@code cpuset.cpus.effective} and {@code
 * cpuset.mems.effective} (Documentation/admin-guide/cgroup-v2.rst) are what counts.
 */
record EffectiveCpus(NodeSnapshot seen) {
  /**
   * About {@code audio/node<N>}.
   *
   * @param partitioned cpus that the agent's own partitions take out of it
   */
  List<String> warnings(NodeCpus node, CpuList partitioned) {
    var path = Subtree.node(node.numaNode());
    return Stream.of(
            takenAway(path),
            cpus(path, node.wanted(), partitioned),
            mems(path, CpuList.of(node.numaNode())))
        .flatMap(Optional::stream)
        .toList();
  }

  /** About a cgroup that has cpus of its own. */
  Optional<String> warning(CgroupPath path, CpuList wanted) {
    return cpus(path, wanted, CpuList.EMPTY);
  }

  private Optional<String> takenAway(CgroupPath path) {
    return seen.cgroup(path).isPresent()
            && seen.machine().controllers().contains("cpuset")
            && seen.knob(path, Cpuset.CPUS.file()).isEmpty()
        ? Optional.of(
            "%s: cpuset was taken out of cgroup.subtree_control above it, so that nothing pins its pods; it is put back"
                .formatted(path))
        : Optional.empty();
  }

  private Optional<String> cpus(CgroupPath path, CpuList wanted, CpuList partitioned) {
    var missing = missing(path, Cpuset.CPUS, Cpuset.CPUS_EFFECTIVE, wanted).minus(partitioned);
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    var offline = missing.minus(seen.machine().cpus());
    return Optional.of(
        offline.isEmpty()
            ? narrower(path, Cpuset.CPUS_EFFECTIVE, missing)
                + ": a cgroup above it or another's partition keeps them, or they have gone just now"
            : narrower(path, Cpuset.CPUS_EFFECTIVE, missing)
                + ": %s offline or gone; they count again when they are back".formatted(offline));
  }

  private Optional<String> mems(CgroupPath path, CpuList wanted) {
    var missing = missing(path, Cpuset.MEMS, Cpuset.MEMS_EFFECTIVE, wanted);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            narrower(path, Cpuset.MEMS_EFFECTIVE, missing)
                + ": a cgroup above it keeps them, or they are offline");
  }

  private String narrower(CgroupPath path, Knob<CpuList> effective, CpuList missing) {
    return "%s: %s is \"%s\" and lacks %s of what is set"
        .formatted(path, effective.file(), seen.knob(path, effective.file()).orElse(""), missing);
  }

  /** None while what is set is still to be changed, or is not effective for want of a file. */
  private CpuList missing(
      CgroupPath path, Knob<CpuList> asked, Knob<CpuList> effective, CpuList wanted) {
    var set = seen.knob(path, asked.file()).map(CpuList::parse).orElse(CpuList.EMPTY);
    return set.equals(wanted)
        ? seen.knob(path, effective.file())
            .map(text -> set.minus(CpuList.parse(text)))
            .orElse(CpuList.EMPTY)
        : CpuList.EMPTY;
  }
}

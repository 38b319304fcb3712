package io.audionode.agent.model;

import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;

/**
 * What an empty {@code cpuset.cpus} or {@code cpuset.mems} means. The kernel refuses (ENOSPC, seen
 * on 6.1) to empty one again while the cgroup has processes, so that "inherit" is put back as the
 * list that is inherited: the nearest one above, or all that the machine can ever have online. It
 * means the same until somebody changes what is above, also when cpus go offline and come back.
 */
public final class Inherited {
  private static final Set<String> LISTS = Set.of(Cpuset.CPUS.file(), Cpuset.MEMS.file());

  private Inherited() {}

  /** Whether a value found says that it is inherited. */
  public static boolean isInherited(Original.KnobValue original) {
    return LISTS.contains(original.file()) && original.found().isEmpty();
  }

  /** What is to be put back in place of a value found, as the kernel prints it. */
  public static String toPutBack(Original.KnobValue original, NodeSnapshot seen) {
    return isInherited(original)
        ? list(original.cgroup(), original.file(), seen).text()
        : original.found();
  }

  /**
   * Whether a list means the same as what is inherited as long as no more cpus and memory nodes
   * come online.
   */
  public static boolean isAsGood(Original.KnobValue original, String now, NodeSnapshot seen) {
    return isInherited(original)
        && !now.isEmpty()
        && list(original.cgroup(), original.file(), seen)
            .intersect(online(original.file(), seen.machine()))
            .isSubsetOf(CpuList.parse(now));
  }

  /** The nearest list above, or everything that the machine can have. */
  private static CpuList list(CgroupPath cgroup, String file, NodeSnapshot seen) {
    return cgroup.ancestors().reversed().stream()
        .flatMap(path -> seen.knob(path, file).stream())
        .map(CpuList::parse)
        .filter(list -> !list.isEmpty())
        .findFirst()
        .orElseGet(() -> all(file, seen.machine()));
  }

  private static CpuList all(String file, Machine machine) {
    var possible = machine.possible();
    return file.equals(Cpuset.CPUS.file()) ? possible.cpus() : possible.nodes();
  }

  private static CpuList online(String file, Machine machine) {
    return machine.numa().nodes().stream()
        .map(node -> file.equals(Cpuset.CPUS.file()) ? node.cpus() : memory(node))
        .reduce(CpuList.EMPTY, CpuList::union);
  }

  private static CpuList memory(NumaNode node) {
    return node.total().equals(Bytes.ZERO) ? CpuList.EMPTY : CpuList.of(node.id());
  }
}

package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.NodeCpus;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who uses which cpus of a NUMA node; lists in the kernel's format.
 *
 * @param reserved those that audio pods do not use, by who keeps them
 * @param shared those of every audio thread that has none of its own
 * @param exclusive those of one thread class alone
 * @param wanted {@code cpuset.cpus} of {@code audio/node<N>}
 * @param effective {@code cpuset.cpus.effective} of it, null while it is not there
 * @param memsEffective {@code cpuset.mems.effective} of it, null while it is not there
 */
public record NodeCpusView(
    List<Reserved> reserved,
    String shared,
    List<Exclusive> exclusive,
    String wanted,
    @Nullable String effective,
    @Nullable String memsEffective) {
  public NodeCpusView {
    reserved = List.copyOf(reserved);
    requireNonNull(shared, "shared is null");
    exclusive = List.copyOf(exclusive);
    requireNonNull(wanted, "wanted is null");
  }

  /**
   * Cpus that are kept for others.
   *
   * @param by {@code configuration}, {@code kubelet} or {@code isolcpus}
   */
  public record Reserved(String by, String cpus) {
    public Reserved {
      requireNonNull(by, "by is null");
      requireNonNull(cpus, "cpus is null");
    }
  }

  /**
   * Cpus of one thread class.
   *
   * @param cgroup the class's
   * @param effective {@code cpuset.cpus.effective} of it, null while it is not there
   * @param partition {@code cpuset.cpus.partition} of it, null while it is not there
   */
  public record Exclusive(
      String cgroup, String cpus, @Nullable String effective, @Nullable String partition) {
    public Exclusive {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(cpus, "cpus is null");
    }
  }

  static NodeCpusView of(NodeCpus node, NodeSnapshot seen) {
    var path = Subtree.node(node.numaNode());
    var usable = node.usable();
    return new NodeCpusView(
        List.of(
                new Reserved("configuration", usable.configured().text()),
                new Reserved("kubelet", usable.kubelet().text()),
                new Reserved("isolcpus", usable.isolated().text()))
            .stream()
            .filter(reserved -> !reserved.cpus().isEmpty())
            .toList(),
        node.shared().text(),
        node.exclusive().entrySet().stream()
            .map(
                entry ->
                    new Exclusive(
                        entry.getKey().toString(),
                        entry.getValue().text(),
                        seen.knob(entry.getKey(), Cpuset.CPUS_EFFECTIVE.file()).orElse(null),
                        seen.knob(entry.getKey(), Cpuset.PARTITION.file()).orElse(null)))
            .toList(),
        node.wanted().text(),
        text(seen, path, Cpuset.CPUS_EFFECTIVE),
        text(seen, path, Cpuset.MEMS_EFFECTIVE));
  }

  private static @Nullable String text(NodeSnapshot seen, CgroupPath path, Knob<CpuList> knob) {
    return seen.knob(path, knob.file()).orElse(null);
  }
}

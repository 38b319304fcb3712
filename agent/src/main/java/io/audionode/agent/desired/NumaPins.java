package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where kubelet's Memory Manager ({@code cpuset.mems}) and CPU Manager ({@code cpuset.cpus}) have
 * pinned a pod's containers. A cpuset of all nodes is no pin.
 */
final class NumaPins {
  private final NodeSnapshot seen;

  NumaPins(NodeSnapshot seen) {
    this.seen = seen;
  }

  /**
   * The NUMA nodes that every container may use.
   *
   * @param facts gets each pin
   */
  Set<Integer> allowed(SeenPod pod, List<String> facts) {
    var allowed = ids(nodes());
    for (var container : pod.appContainers()) {
      for (var pin : pins(container)) {
        facts.add("%s of container %s is %s".formatted(pin.file(), container.id(), pin.value()));
        allowed.retainAll(pin.nodes());
      }
    }
    return allowed;
  }

  /**
   * Whether kubelet named a cpu that is offline, of which nobody can say any more on which node it
   * is.
   */
  boolean nameOffline(SeenPod pod) {
    return pod.appContainers().stream()
        .flatMap(container -> list(container, Cpuset.CPUS.file()).stream())
        .anyMatch(cpus -> !cpus.isSubsetOf(seen.machine().cpus()));
  }

  private record Pin(String file, String value, Set<Integer> nodes) {}

  private List<Pin> pins(SeenContainer container) {
    var pins = new ArrayList<Pin>();
    list(container, Cpuset.MEMS.file())
        .ifPresent(
            mems ->
                pins.add(
                    new Pin(
                        Cpuset.MEMS.file(),
                        mems.text(),
                        mems.stream().boxed().collect(Collectors.toCollection(TreeSet::new)))));
    list(container, Cpuset.CPUS.file())
        .ifPresent(cpus -> pins.add(new Pin(Cpuset.CPUS.file(), cpus.text(), ofCpus(cpus))));
    return pins.stream().filter(pin -> !pin.nodes().containsAll(ids(nodes()))).toList();
  }

  private Optional<CpuList> list(SeenContainer container, String file) {
    var now = seen.knob(container.home(), file);
    return seen.found(container.home(), file)
        .or(() -> now) // what audionode narrowed is no pin of kubelet's
        .map(CpuList::parse)
        .filter(list -> !list.isEmpty());
  }

  /** Those that any of the cpus is on, and those without cpus, which no list of cpus excludes. */
  private Set<Integer> ofCpus(CpuList cpus) {
    return ids(
        nodes().stream()
            .filter(node -> node.cpus().isEmpty() || node.cpus().stream().anyMatch(cpus::contains))
            .toList());
  }

  private List<NumaNode> nodes() {
    return seen.machine().numa().nodes();
  }

  private static Set<Integer> ids(List<NumaNode> nodes) {
    return nodes.stream().map(NumaNode::id).collect(Collectors.toCollection(TreeSet::new));
  }
}

package io.audionode.agent.desired;

import static java.util.stream.Collectors.toMap;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who uses which cpus, on all NUMA nodes, and what people should know about it. */
final class CpuShares {
  private final NodeSnapshot seen;
  private final SortedMap<Integer, NodeCpus> nodes;
  private final Map<CgroupPath, CpuGroup> groups;
  private final CpuPartitions partitions;
  private final Map<String, CpuList> pins;
  private final CpuList kubelets;
  private final SortedMap<CgroupPath, CpuList> fixed;
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, List<String>> ofPods = new HashMap<>();

  private CpuShares(
      NodeSnapshot seen,
      Configuration configuration,
      List<PodDesire> pods,
      @Nullable CpuShares before) {
    this.seen = seen;
    var known = new FixedCpus(seen, before);
    this.pins = known.pins(pods);
    this.kubelets =
        pins.values().stream().reduce(seen.machine().reserves().assigned(), CpuList::union);
    this.fixed = known.exclusive(pods);
    var shapes = new Shapes(seen, configuration);
    var inOrder =
        pods.stream()
            .flatMap(pod -> shapes.of(pod.numaNode()).cpuGroups(pod).stream())
            .map(known::known)
            .toList();
    this.groups =
        inOrder.stream()
            .collect(toMap(CpuGroup::root, group -> group, (one, _) -> one, TreeMap::new));
    var made = new TreeMap<Integer, NodeCpus>();
    for (var node : seen.machine().numa().nodes()) {
      var here = inOrder.stream().filter(g -> g.pod().numaNode() == node.id()).toList();
      made.put(node.id(), node(node, UsableCpus.of(node, seen, configuration, kubelets), here));
    }
    var borrowed = new BorrowedCpus(seen, inOrder);
    this.nodes = borrowed.nodes(made);
    this.partitions =
        new CpuPartitions(seen, partitioned(), fixed, before == null ? null : before.partitions);
    whatCounts(borrowed);
  }

  private CpuShares(NodeSnapshot seen) {
    this.seen = seen;
    this.pins = Map.of();
    this.kubelets = CpuList.EMPTY;
    this.fixed = new TreeMap<>();
    this.groups = Map.of();
    this.nodes = new TreeMap<>();
    this.partitions = new CpuPartitions(seen, Map.of(), fixed, null);
  }

  private Map<CgroupPath, CpuPartitions.Wanted> partitioned() {
    var wanted = new TreeMap<CgroupPath, CpuPartitions.Wanted>();
    for (var group : groups.values()) {
      for (var request : group.requests()) {
        var partition = request.threads().exclusive().partition();
        own(request)
            .filter(_ -> partition != Partition.MEMBER && !fixed.containsKey(request.cgroup()))
            .ifPresent(
                cpus -> wanted.put(request.cgroup(), new CpuPartitions.Wanted(partition, cpus)));
      }
    }
    return wanted;
  }

  private Optional<CpuList> own(CpuGroup.Request request) {
    return node(request.group().pod().numaNode())
        .flatMap(node -> Optional.ofNullable(node.exclusive().get(request.cgroup())));
  }

  /** Adds what the kernel makes of what is set. */
  private void whatCounts(BorrowedCpus borrowed) {
    nodes.values().forEach(node -> borrowed.warning(node).ifPresent(warnings::add));
    var effective = new EffectiveCpus(seen);
    nodes.values().forEach(node -> warnings.addAll(effective.warnings(node, partitions.cpus())));
    for (var group : groups.values()) {
      for (var request : group.requests()) {
        own(request)
            .flatMap(cpus -> effective.warning(request.cgroup(), cpus))
            .ifPresent(warning -> warn(group, warning));
        partitions.warning(request.cgroup()).ifPresent(warning -> warn(group, warning));
      }
    }
  }

  /** The same cgroups with what the classes' partitions need of them. */
  List<DesiredCgroup> withPartitions(List<DesiredCgroup> cgroups) {
    return nodes.isEmpty() ? cgroups : partitions.on(cgroups);
  }

  /**
   * @param before what was decided last: what cannot be seen now is as it was then
   */
  static CpuShares of(
      NodeSnapshot seen,
      Configuration configuration,
      List<PodDesire> pods,
      @Nullable CpuShares before) {
    return new CpuShares(seen, configuration, pods, before);
  }

  /** Nothing is decided, and nothing of cpus is to be written. */
  static CpuShares undecided(NodeSnapshot seen) {
    return new CpuShares(seen);
  }

  Optional<NodeCpus> node(int numaNode) {
    return Optional.ofNullable(nodes.get(numaNode));
  }

  /** By NUMA node; none when nothing was ever decided. */
  SortedMap<Integer, NodeCpus> nodes() {
    return nodes;
  }

  /**
   * What a container that is not in the subtree may use of a NUMA node: what audio pods share
   * there.
   *
   * @param most the most that it may use, empty for all; a list of cpus none of which is shared
   *     stays as it is, as far as it is of that node
   */
  CpuList sharedBy(CpuList most, int numaNode) {
    var all = seen.machine().cpusOf(numaNode);
    var shared = node(numaNode).map(NodeCpus::shared).filter(cpus -> !cpus.isEmpty()).orElse(all);
    if (most.isEmpty()) {
      return shared;
    }
    var both = most.intersect(shared);
    return both.isEmpty() ? most.intersect(all) : both;
  }

  /** The group of a thread root. */
  Optional<CpuGroup> group(CgroupPath root) {
    return Optional.ofNullable(groups.get(root));
  }

  /** What kubelet gave to single containers of audio pods, by the pod's uid. */
  Map<String, CpuList> pins() {
    return pins;
  }

  /** About the node. */
  List<String> warnings() {
    return warnings;
  }

  /** The pod with what its author should know of its cpus. */
  PodDesire told(PodDesire pod) {
    return pod.warned(ofPods.getOrDefault(pod.seen().pod().uid(), List.of()));
  }

  /**
   * {@code cpuset.cpus} of {@code main} or of a class below a thread root; empty to inherit. What
   * has been set once stays set, to what it would inherit: the kernel refuses to empty the cpus of
   * a cgroup with tasks (ENOSPC; kernel/cgroup/cpuset.c, validate_change).
   */
  Optional<CpuList> ofThreads(CgroupPath root, CgroupPath cgroup) {
    var group = groups.get(root);
    var node = group == null ? null : nodes.get(group.pod().numaNode());
    if (group == null || node == null) {
      return Optional.empty();
    }
    var own = node.exclusive().get(cgroup);
    var cpus = own == null ? shared(group, node) : own;
    var inherited = inherited(group, node);
    return cpus.equals(inherited) && !isSet(cgroup)
        ? Optional.empty()
        : Optional.of(cpus.isEmpty() ? seen.machine().cpus() : cpus);
  }

  /**
   * {@code cpuset.cpus} of a thread root: the pin, and without one, what was set once stays set to
   * what it would inherit.
   */
  Optional<CpuList> ofRoot(CgroupPath root) {
    return group(root)
        .flatMap(
            group ->
                group.pin().isSet()
                    ? Optional.of(group.pin().cpus())
                    : node(group.pod().numaNode()).map(NodeCpus::wanted).filter(_ -> isSet(root)))
        .map(cpus -> cpus.isEmpty() ? seen.machine().cpus() : cpus);
  }

  private static CpuList inherited(CpuGroup group, NodeCpus node) {
    var pin = group.pin();
    return pin.isSet() ? pin.cpus().intersect(node.wanted()) : node.wanted();
  }

  private boolean isSet(CgroupPath cgroup) {
    return seen.knob(cgroup, Cpuset.CPUS.file()).filter(cpus -> !cpus.isEmpty()).isPresent();
  }

  private static CpuList shared(CpuGroup group, NodeCpus node) {
    return group.pin().isSet()
        ? CpuChoice.allowed(group, node.usable()).minus(taken(node))
        : node.shared();
  }

  private static CpuList taken(NodeCpus node) {
    return node.exclusive().values().stream().reduce(CpuList.EMPTY, CpuList::union);
  }

  private NodeCpus node(NumaNode node, UsableCpus usable, List<CpuGroup> here) {
    var exclusive =
        seen.machine().controllers().contains("cpuset")
            ? CpuChoice.of(seen, usable, given(node.id()), here, this::warn)
            : Map.<CgroupPath, CpuList>of();
    var taken = exclusive.values().stream().reduce(CpuList.EMPTY, CpuList::union);
    var wanted =
        here.stream()
            .map(group -> CpuChoice.allowed(group, usable))
            .reduce(usable.shared().union(taken).union(ofMissing(node)), CpuList::union);
    return new NodeCpus(
        node.id(), usable, usable.shared().minus(taken), new TreeMap<>(exclusive), wanted);
  }

  /** What pods may run on that nobody has told of yet: all that was set. */
  private CpuList ofMissing(NumaNode node) {
    return seen.gaps().podsComplete()
        ? CpuList.EMPTY
        : seen.knob(Subtree.node(node.id()), Cpuset.CPUS.file())
            .map(CpuList::parse)
            .orElse(CpuList.EMPTY);
  }

  private CpuChoice.Given given(int numaNode) {
    var here = new TreeMap<>(fixed);
    here.keySet().removeIf(path -> !path.startsWith(Subtree.node(numaNode)));
    return new CpuChoice.Given(here, kubelets);
  }

  private void warn(CpuGroup group, String warning) {
    ofPods.computeIfAbsent(group.pod().seen().pod().uid(), _ -> new ArrayList<>()).add(warning);
  }
}

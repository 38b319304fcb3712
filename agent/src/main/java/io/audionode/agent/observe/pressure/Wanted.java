package io.audionode.agent.observe.pressure;

import io.audionode.agent.config.Pressure;
import io.audionode.agent.config.Profile;
import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.desired.Reaction;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run of the loop wants watched.
 *
 * @param triggers in the order in which they are armed while descriptors last
 * @param asking the UIDs of pods that ask; every other pod is a neighbour
 * @param reactions what is being done for a pod at the moment, in words, by its UID
 */
public record Wanted(
    List<WantedTrigger> triggers, Set<String> asking, Map<String, List<String>> reactions) {
  public static final Wanted NOTHING = new Wanted(List.of(), Set.of(), Map.of());

  private static final int NUMA_NODE_LEVEL = 2;
  private static final int POD_LEVEL = 3;

  public Wanted {
    triggers = List.copyOf(triggers);
    asking = Set.copyOf(asking);
    reactions = Map.copyOf(reactions);
  }

  /**
   * Every trigger of the configuration on the node, on each {@code audio/node<N>}, on what a pod
   * has in the subtree and on the pod's own cgroup where any container of it stays; none on a pod
   * whose profile does not observe. Pure.
   */
  public static Wanted of(NodeSnapshot seen, DesiredNode desired, Pressure configured) {
    var unobserved = unobserved(desired);
    var watched =
        Stream.of(Stream.of(Watched.node()), inSubtree(seen), staying(seen, desired.pods()))
            .flatMap(some -> some)
            .filter(one -> !unobserved.contains(String.valueOf(one.pod())))
            .sorted(Comparator.comparing(Watched::scope).thenComparing(Watched::path));
    return new Wanted(
        watched
            .flatMap(
                one ->
                    configured.triggers().stream().map(trigger -> new WantedTrigger(one, trigger)))
            .toList(),
        seen.pods().stream().map(pod -> pod.pod().uid()).collect(Collectors.toSet()),
        reactions(desired));
  }

  private static Set<String> unobserved(DesiredNode desired) {
    return desired.pods().stream()
        .filter(pod -> !pod.wish().profile().reacts(Profile.Reaction.OBSERVE))
        .map(pod -> pod.seen().pod().uid())
        .collect(Collectors.toSet());
  }

  private static Map<String, List<String>> reactions(DesiredNode desired) {
    var byUid = new HashMap<String, List<String>>();
    desired.reactions().stream()
        .filter(Reaction::acts)
        .forEach(
            reaction ->
                reaction
                    .pods()
                    .forEach(
                        pod ->
                            byUid
                                .computeIfAbsent(pod.uid(), _ -> new ArrayList<>())
                                .add(reaction.text())));
    return byUid;
  }

  private static Stream<Watched> inSubtree(NodeSnapshot seen) {
    Map<String, Pod> pods = new HashMap<>();
    seen.pods().stream().map(SeenPod::pod).forEach(pod -> pods.put("pod" + pod.uid(), pod));
    return seen.cgroups().all().stream()
        .filter(cgroup -> Subtree.contains(cgroup.path()))
        .flatMap(cgroup -> inSubtree(seen, cgroup, pods).stream());
  }

  private static Optional<Watched> inSubtree(
      NodeSnapshot seen, SeenCgroup cgroup, Map<String, Pod> pods) {
    var names = cgroup.path().segments();
    if (names.size() == NUMA_NODE_LEVEL) {
      return Optional.of(Watched.numaNode(cgroup.path(), cgroup.inode()));
    }
    if (names.size() < POD_LEVEL) {
      return Optional.empty();
    }
    return Optional.ofNullable(pods.get(names.get(POD_LEVEL - 1)))
        .flatMap(
            pod ->
                scope(cgroup, names.size())
                    .map(scope -> ofPod(scope, cgroup, domain(seen, cgroup.path()), pod)));
  }

  /** A pod that is a domain holds its containers, which say the same and say where. */
  private static Optional<Scope> scope(SeenCgroup cgroup, int level) {
    return switch (cgroup.type()) {
      case THREADED -> Optional.of(level == POD_LEVEL ? Scope.POD : Scope.THREADS);
      case DOMAIN, DOMAIN_THREADED ->
          level == POD_LEVEL ? Optional.empty() : Optional.of(Scope.CONTAINER);
      case DOMAIN_INVALID, ROOT -> Optional.empty();
    };
  }

  private static Stream<Watched> staying(NodeSnapshot seen, List<PodDesire> pods) {
    return pods.stream()
        .filter(Wanted::stays)
        .map(PodDesire::seen)
        .flatMap(
            pod ->
                Optional.ofNullable(pod.home()).flatMap(seen::cgroup).stream()
                    .map(home -> ofPod(Scope.POD, home, home.path(), pod.pod())));
  }

  private static boolean stays(PodDesire pod) {
    return !pod.containers(Adoption.IN_PLACE).isEmpty() || !pod.containers(Adoption.HELD).isEmpty();
  }

  private static Watched ofPod(Scope scope, SeenCgroup cgroup, CgroupPath domain, Pod pod) {
    return new Watched(scope, cgroup.path(), cgroup.inode(), domain, pod.uid(), pod.title());
  }

  /** A threaded cgroup has no memory files but its pressure. */
  private static CgroupPath domain(NodeSnapshot seen, CgroupPath path) {
    var domain = path;
    while (seen.cgroup(domain).filter(c -> c.type() == CgroupType.THREADED).isPresent()) {
      domain = domain.parent().orElseThrow();
    }
    return domain;
  }
}

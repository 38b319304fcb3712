package io.audionode.agent.desired;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.model.Capability;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From a snapshot to what the node should look like.
 *
 * <p>Neither a decision that throws nor a cgroup that cannot be read takes a pod's protection away:
 * the pod's last desire stays, and the failure becomes a warning. One thread.
 */
public final class Policies {
  private final Supplier<Configuration> configuration;
  private final Ancestors ancestors = new Ancestors();
  private final DeviceMemory deviceMemory = new DeviceMemory();
  private final Reactions reactions = new Reactions();
  private Map<String, PodDesire> last = Map.of();
  private List<Relocation> lastRelocations = List.of();
  private @Nullable CpuShares lastShares;

  public Policies(Supplier<Configuration> configuration) {
    this.configuration = configuration;
  }

  public DesiredNode desire(NodeSnapshot seen) {
    var current = configuration.get();
    var warnings = new ArrayList<String>();
    seen.machine().missing().stream().map(Capability::warning).forEach(warnings::add);
    var shapes = new Shapes(seen, current);
    var decided = decide(seen, current, shapes, warnings);
    var cpus = share(seen, current, decided, warnings);
    var pods = decided.stream().map(cpus::told).toList();
    warnings.addAll(cpus.warnings());
    var untouchable = untouchable(seen, pods);
    warnings.addAll(seen.gaps().ofNone(seen.pods()));
    var cgroups = new ArrayList<DesiredCgroup>();
    cgroups.addAll(
        cpus.withPartitions(new SubtreePolicy(seen, current, shapes).cgroups(pods, cpus)));
    var threads = new ThreadPolicy(seen, current.inPlaceThreads());
    var roots = threads.roots(pods);
    warnings.addAll(new ThreadWarnings(seen).of(roots.values()));
    var pause = pause(seen, current);
    pause.map("nothing is written: "::concat).ifPresent(warnings::add);
    var relocations =
        pause.isPresent()
            ? List.<Relocation>of()
            : relocate(pods, new MigrationPolicy(seen, current, cpus), warnings);
    cgroups.addAll(new InPlacePolicy(seen, ancestors).cgroups(pods, relocations, roots));
    var reacting = pause.isPresent() ? List.<Reaction>of() : react(seen, pods, current, warnings);
    cgroups.addAll(Reactions.cgroups(reacting));
    return new DesiredNode(
        byPath(cgroups),
        new ProcessPolicy(seen).processes(pods),
        roots,
        threads.threads(roots),
        cpus.nodes(),
        current.swappiness(),
        untouchable,
        pause.orElse(null),
        pods,
        relocations,
        reacting,
        warnings);
  }

  private static Optional<String> pause(NodeSnapshot seen, Configuration current) {
    return current.pause()
        ? Optional.of("the configuration says pause: true")
        : Optional.ofNullable(seen.hold());
  }

  private CpuShares share(
      NodeSnapshot seen, Configuration current, List<PodDesire> pods, List<String> warnings) {
    try {
      lastShares = CpuShares.of(seen, current, pods, lastShares);
    } catch (RuntimeException e) {
      warnings.add("deciding on cpus failed, the last decisions stay: " + e);
    }
    return lastShares == null ? CpuShares.undecided(seen) : lastShares;
  }

  private List<Relocation> relocate(
      List<PodDesire> pods, MigrationPolicy policy, List<String> warnings) {
    try {
      lastRelocations = policy.relocations(pods);
    } catch (RuntimeException e) {
      warnings.add("deciding on migration failed, the last decisions stay: " + e);
    }
    return lastRelocations;
  }

  /** What touches others ends rather than stays when nobody can say any more why it is there. */
  private List<Reaction> react(
      NodeSnapshot seen, List<PodDesire> pods, Configuration current, List<String> warnings) {
    try {
      return reactions.decide(seen, pods, current.pressure().coolDown());
    } catch (RuntimeException e) {
      warnings.add("reactions to memory pressure failed, and end: " + e);
      return List.of();
    }
  }

  private static void promiseToUntold(Budget budget, NodeSnapshot seen) {
    var untold = new UntoldPods(seen);
    seen.machine().numa().nodes().stream()
        .filter(node -> !untold.minimum(node.id()).equals(Bytes.ZERO))
        .forEach(node -> budget.promise(node.id(), untold.minimum(node.id())));
  }

  private List<PodDesire> decide(
      NodeSnapshot seen, Configuration current, Shapes shapes, List<String> warnings) {
    var budget = new Budget(seen.machine().numa(), current);
    promiseToUntold(budget, seen);
    var policy =
        new PodPolicy(seen, current, budget, shapes, new DeviceGuard(seen, shapes, deviceMemory));
    var round = new Round(seen, current, budget, policy, warnings);
    var pods = inOrder(seen).stream().flatMap(pod -> round.decide(pod).stream()).toList();
    last = byUid(pods);
    return pods;
  }

  /** What the decisions on one snapshot share. */
  private final class Round {
    private final NodeSnapshot seen;
    private final Configuration current;
    private final Budget budget;
    private final PodPolicy policy;
    private final List<String> warnings;

    Round(
        NodeSnapshot seen,
        Configuration current,
        Budget budget,
        PodPolicy policy,
        List<String> warnings) {
      this.seen = seen;
      this.current = current;
      this.budget = budget;
      this.policy = policy;
      this.warnings = warnings;
    }

    Optional<PodDesire> decide(SeenPod pod) {
      var gap = seen.gaps().of(pod);
      try {
        return gap.isPresent()
            ? Optional.of(asItIs(pod, gap.get()))
            : wish(pod).map(wish -> policy.decide(pod, wish).knowing(last.get(pod.pod().uid())));
      } catch (RuntimeException e) {
        warnings.add("%s: decision failed, the last one stays: %s".formatted(title(pod), e));
        return kept(pod);
      }
    }

    private PodDesire asItIs(SeenPod pod, String gap) {
      warnings.add("%s: what it has stays as it is: %s".formatted(title(pod), gap));
      return kept(pod).orElseGet(() -> policy.decide(pod, Wishes.held(pod.pod())));
    }

    private Optional<PodDesire> kept(SeenPod pod) {
      var kept = Optional.ofNullable(last.get(pod.pod().uid()));
      kept.ifPresent(desire -> budget.promise(desire.numaNode(), desire.granted()));
      return kept;
    }

    /** A pod whose profile went away while it was served keeps what it has. */
    private Optional<Wish> wish(SeenPod pod) {
      var wish = Wishes.of(pod.pod(), current);
      if (wish.isPresent()) {
        return wish;
      }
      warnings.add(title(pod) + ": " + Wishes.unknownProfile(pod.pod(), current));
      return Optional.of(Wishes.held(pod.pod())).filter(_ -> hasPromise(pod, seen));
    }

    private static String title(SeenPod pod) {
      return pod.pod().title();
    }
  }

  /** Pods that have a promise keep it before new ones get theirs; chance has no say. */
  private static List<SeenPod> inOrder(NodeSnapshot seen) {
    var byPromise =
        seen.pods().stream()
            .sorted(
                Comparator.<SeenPod, String>comparing(pod -> pod.pod().title())
                    .thenComparing(pod -> pod.pod().uid()))
            .collect(Collectors.partitioningBy(pod -> hasPromise(pod, seen)));
    return Stream.of(true, false)
        .flatMap(has -> byPromise.getOrDefault(has, List.of()).stream())
        .toList();
  }

  private static boolean hasPromise(SeenPod pod, NodeSnapshot seen) {
    var placed =
        NumaChooser.served(seen).stream()
            .anyMatch(node -> seen.cgroup(Subtree.pod(node.id(), pod.pod().uid())).isPresent());
    var home = pod.home();
    return placed || (home != null && seen.found(home, Memory.MIN.file()).isPresent());
  }

  private static Map<String, PodDesire> byUid(List<PodDesire> pods) {
    var byUid = new HashMap<String, PodDesire>();
    pods.forEach(pod -> byUid.put(pod.seen().pod().uid(), pod));
    return byUid;
  }

  /**
   * What pods on hold have, and those that cannot be read: limits to mirror are not known then, nor
   * whether they are on hold. And everything below a level of the subtree that cannot be read:
   * which shape it has is not known.
   */
  private static Set<CgroupPath> untouchable(NodeSnapshot seen, List<PodDesire> pods) {
    var paths = new HashSet<CgroupPath>();
    Stream.concat(
            Stream.of(Subtree.ROOT),
            NumaChooser.served(seen).stream().map(n -> Subtree.node(n.id())))
        .filter(path -> seen.gaps().unreadable().containsKey(path))
        .forEach(paths::add);
    var hidden =
        seen.pods().stream()
            .filter(pod -> seen.gaps().of(pod).isPresent())
            .map(pod -> pod.pod().uid())
            .collect(Collectors.toSet());
    for (var pod : pods) {
      if (pod.wish().hold() || hidden.contains(pod.seen().pod().uid())) {
        var home = pod.seen().home();
        if (home != null) {
          paths.add(home);
        }
        NumaChooser.served(seen).stream()
            .map(node -> Subtree.pod(node.id(), pod.seen().pod().uid()))
            .forEach(paths::add);
      }
    }
    return paths;
  }

  private static SortedMap<CgroupPath, DesiredCgroup> byPath(List<DesiredCgroup> cgroups) {
    var byPath = new TreeMap<CgroupPath, DesiredCgroup>();
    cgroups.forEach(cgroup -> byPath.put(cgroup.path(), cgroup));
    return byPath;
  }
}

package io.audionode.agent.desired;

import io.audionode.agent.config.Profile.Numa;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.numa.NumaNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which NUMA node a pod belongs to. Pure; every fact that takes part is told.
 *
 * <p>Where it already is, it stays. Where kubelet has pinned it is neither widened nor
 * contradicted. Among the rest, what its author says comes first, then where its sound card is,
 * then the node that its minimum fits on; see {@link #byRoom} for those that are alike. A profile
 * says what happens when the wanted node has no room: {@code required} refuses the pod if its
 * author named the node, {@code preferred} takes the nearest one that has, {@code any} the
 * roomiest.
 */
final class NumaChooser {
  private static final String MOST_FREE = "most free memory";

  private final NodeSnapshot seen;
  private final Budget budget;
  private final NumaPins pins;

  NumaChooser(NodeSnapshot seen, Budget budget) {
    this.seen = seen;
    this.budget = budget;
    this.pins = new NumaPins(seen);
  }

  /**
   * For a pod that is, or will be, placed.
   *
   * @param warnings gets what the pod's author should know
   */
  NumaDecision choose(SeenPod pod, Wish wish, Bytes minimum, List<String> warnings) {
    var sound = SoundPlace.of(pod.pod(), seen.machine());
    var wanted = wanted(wish, warnings).or(() -> besideItsCard(sound)).orElse(null);
    var placed = placed(pod);
    var choosing = new Choosing(pod, wish.profile().numa(), minimum, warnings);
    choosing.know(sound, wanted);
    return placed.isPresent() ? choosing.stay(placed.get(), wanted) : choosing.choose(wanted);
  }

  /** For a pod that is not moved: the node it was moved to, or most of its memory is on already. */
  NumaDecision whereItIs(SeenPod pod) {
    return placed(pod)
        .map(node -> decided(node, NumaDecision.ALREADY_THERE))
        .orElseGet(() -> mostCharged(pod));
  }

  private NumaDecision mostCharged(SeenPod pod) {
    return usable().stream()
        .max(Comparator.comparing(node -> charged(pod, node.id())))
        .map(node -> decided(node.id(), "most of its memory is there"))
        .orElse(decided(0, "the only node"));
  }

  private static NumaDecision decided(int node, String reason) {
    return new NumaDecision(node, reason, List.of(), null);
  }

  static Bytes charged(SeenPod pod, int numaNode) {
    return pod.appContainers().stream()
        .map(container -> charged(container, numaNode))
        .reduce(Bytes.ZERO, Bytes::plus);
  }

  static Bytes charged(SeenContainer container, int numaNode) {
    return container.chargedPerNode().getOrDefault(numaNode, Bytes.ZERO);
  }

  private Optional<Integer> placed(SeenPod pod) {
    return served(seen).stream()
        .map(NumaNode::id)
        .filter(node -> seen.cgroup(Subtree.pod(node, pod.pod().uid())).isPresent())
        .findFirst();
  }

  /**
   * A node that something speaks for.
   *
   * @param source who asks for it, in words
   * @param insists whether a pod whose profile requires its node may have no other
   */
  private record Wanted(int node, String source, boolean insists) {}

  private Optional<Wanted> wanted(Wish wish, List<String> warnings) {
    var asked = wish.numaNode();
    if (asked == null) {
      return Optional.empty();
    }
    if (usable().stream().noneMatch(node -> node.id() == asked)) {
      warnings.add(
          "NUMA node %d does not exist or has no memory or no cpus; this machine has %s"
              .formatted(asked, ids(usable())));
      return Optional.empty();
    }
    return Optional.of(new Wanted(asked, "annotation", true));
  }

  private Optional<Wanted> besideItsCard(SoundPlace sound) {
    return Optional.ofNullable(sound.numaNode())
        .filter(node -> ids(usable()).contains(node))
        .map(node -> new Wanted(node, "sound card", false));
  }

  /** One decision. */
  private final class Choosing {
    private final Numa strictness;
    private final Bytes minimum;
    private final List<String> warnings;
    private final List<String> facts = new ArrayList<>();
    private final List<NumaNode> candidates;

    Choosing(SeenPod pod, Numa strictness, Bytes minimum, List<String> warnings) {
      this.strictness = strictness;
      this.minimum = minimum;
      this.warnings = warnings;
      var allowed = pins.allowed(pod, facts);
      this.candidates = usable().stream().filter(node -> allowed.contains(node.id())).toList();
    }

    void know(SoundPlace sound, @Nullable Wanted wanted) {
      if (!sound.said().isEmpty()) {
        facts.add(sound.said());
      }
      if (wanted != null) {
        facts.add("%s: node %d".formatted(wanted.source(), wanted.node()));
      }
    }

    /** What was true when it was placed may be so still, and is said with the same words then. */
    NumaDecision stay(int node, @Nullable Wanted wanted) {
      if (!ids(candidates).contains(node)) {
        warnings.add(
            "runs on NUMA node %d, and kubelet has pinned its containers to %s since: that counts when the pod starts anew"
                .formatted(node, ids(candidates)));
      }
      if (wanted != null && wanted.node() != node) {
        sayWhyNot(wanted, node);
      }
      return new NumaDecision(node, NumaDecision.ALREADY_THERE, facts, null);
    }

    private void sayWhyNot(Wanted wanted, int node) {
      var target = candidate(wanted);
      if (target.isEmpty()) {
        warnings.add(pinnedElsewhere(wanted));
      } else if (!budget.fits(wanted.node(), minimum)) {
        warnings.add(noRoom(wanted, node));
      } else {
        warnings.add(
            "runs on NUMA node %d; node %d from the %s counts when the pod starts anew"
                .formatted(node, wanted.node(), wanted.source()));
      }
    }

    NumaDecision choose(@Nullable Wanted wanted) {
      if (candidates.isEmpty()) {
        return refused(
            roomiest(usable()),
            "kubelet's cpusets of its containers leave no NUMA node with cpus and memory: "
                + String.join("; ", facts));
      }
      candidates.forEach(node -> facts.add(budget.arithmetic(node.id())));
      if (wanted == null) {
        return anywhere();
      }
      var target = candidate(wanted);
      if (target.isEmpty()) {
        warnings.add(pinnedElsewhere(wanted));
      }
      return target.map(node -> around(node, wanted)).orElseGet(this::anywhere);
    }

    /** What kubelet has pinned it to counts more than what anything else speaks for. */
    private Optional<NumaNode> candidate(Wanted wanted) {
      return candidates.stream().filter(node -> node.id() == wanted.node()).findFirst();
    }

    private String pinnedElsewhere(Wanted wanted) {
      return "NUMA node %d from the %s is not among those that kubelet has pinned it to, %s: kubelet's count"
          .formatted(wanted.node(), wanted.source(), ids(candidates));
    }

    private String noRoom(Wanted wanted, int chosen) {
      return "memory.min %s does not fit on NUMA node %d from the %s: placed on node %d"
          .formatted(minimum, wanted.node(), wanted.source(), chosen);
    }

    private NumaDecision anywhere() {
      var fitting = fitting();
      if (!fitting.isEmpty()) {
        return told(roomiest(fitting), isPinned() ? "kubelet's cpuset" : MOST_FREE);
      }
      return strictness == Numa.REQUIRED
          ? refused(roomiest(candidates), doesNotFit(""))
          : told(roomiest(candidates), "most room left; none has enough");
    }

    private NumaDecision around(NumaNode target, Wanted wanted) {
      var fitting = fitting();
      if (fitting.contains(target)) {
        return told(target, wanted.source());
      }
      if (strictness == Numa.REQUIRED && (wanted.insists() || fitting.isEmpty())) {
        return refused(
            target,
            doesNotFit(" on NUMA node %d from the %s".formatted(target.id(), wanted.source())));
      }
      if (fitting.isEmpty()) {
        return told(target, wanted.source() + "; none has enough");
      }
      var chosen = strictness == Numa.ANY ? roomiest(fitting) : nearest(target, fitting);
      warnings.add(noRoom(wanted, chosen.id()));
      return told(chosen, strictness == Numa.ANY ? MOST_FREE : "nearest with room");
    }

    private List<NumaNode> fitting() {
      return candidates.stream().filter(node -> budget.fits(node.id(), minimum)).toList();
    }

    private String doesNotFit(String where) {
      return "memory.min %s does not fit%s, and numa is required: %s"
          .formatted(
              minimum,
              where,
              candidates.stream()
                  .map(node -> budget.arithmetic(node.id()))
                  .collect(Collectors.joining("; ")));
    }

    private boolean isPinned() {
      return candidates.size() < usable().size();
    }

    private NumaDecision told(NumaNode node, String reason) {
      return new NumaDecision(node.id(), reason, facts, null);
    }

    private NumaDecision refused(NumaNode node, String refusal) {
      return new NumaDecision(node.id(), "not placed", facts, refusal);
    }
  }

  private NumaNode nearest(NumaNode target, List<NumaNode> nodes) {
    return nodes.stream()
        .min(
            Comparator.comparingInt((NumaNode node) -> distance(target, node))
                .thenComparing(byRoom().reversed()))
        .orElseThrow();
  }

  private NumaNode roomiest(List<NumaNode> nodes) {
    return nodes.stream().max(byRoom()).orElseGet(() -> seen.machine().numa().nodes().getFirst());
  }

  /** As the kernel has it, 10 for the node itself; far away where it does not say. */
  private int distance(NumaNode from, NumaNode to) {
    var index = seen.machine().numa().nodes().indexOf(to);
    return index < from.distances().size() ? from.distances().get(index) : Integer.MAX_VALUE;
  }

  /**
   * Free memory as far as it is not promised yet, since a promise made just now is not charged yet;
   * then fewest pods, then the lowest number.
   */
  private Comparator<NumaNode> byRoom() {
    return Comparator.comparing((NumaNode node) -> node.free().min(budget.remaining(node.id())))
        .thenComparingInt(node -> -budget.pods(node.id()))
        .thenComparing(NumaNode::id, Comparator.reverseOrder());
  }

  private static List<Integer> ids(List<NumaNode> nodes) {
    return nodes.stream().map(NumaNode::id).toList();
  }

  private List<NumaNode> usable() {
    return usable(seen);
  }

  /** The NUMA nodes that can run a pod: they have cpus and memory. */
  static List<NumaNode> usable(NodeSnapshot seen) {
    return served(seen).stream().filter(node -> !node.cpus().isEmpty()).toList();
  }

  /** Those, and the ones that pods were placed on before their last cpu went offline. */
  static List<NumaNode> served(NodeSnapshot seen) {
    return seen.machine().numa().nodes().stream()
        .filter(node -> node.total().compareTo(Bytes.ZERO) > 0)
        .filter(node -> !node.cpus().isEmpty() || seen.cgroup(Subtree.node(node.id())).isPresent())
        .toList();
  }
}

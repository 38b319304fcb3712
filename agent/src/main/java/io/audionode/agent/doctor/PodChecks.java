package io.audionode.agent.doctor;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.desired.Budget;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Machine;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Originals;
import io.audionode.agent.model.SeenCgroups;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the pods against the machine's memory.
 *
 * <p>What they ask for and where they go is decided by the agent's own policies, as if all of them
 * came to an empty node now.
 */
final class PodChecks {
  static final String MEMORY = "memory";
  static final String PODS = "pods";

  private static final int MOST_NAMED = 4;
  private static final Bytes LARGEST = new Bytes(Long.MAX_VALUE);

  private final Configuration configuration;
  private final NumaTopology numa;
  private final DesiredNode desired;

  private PodChecks(Configuration configuration, Machine machine, List<SeenPod> asking) {
    var seen =
        new NodeSnapshot(
            machine, SeenCgroups.of(new TreeMap<>()), List.of(), asking, Originals.NONE);
    this.configuration = configuration;
    this.numa = machine.numa();
    this.desired = new Policies(() -> configuration).desire(seen);
  }

  static List<Check> of(Evidence evidence, Wanted wanted) {
    var machine = machine(evidence);
    if (machine == null) {
      return List.of(Check.unknown(MEMORY));
    }
    var pods = wanted.pods();
    if (pods == null) {
      return List.of(
          Check.ok(
              MEMORY,
              Doctor.mebibytes(machine.memory())
                  + "; --pods DIR compares it with what pods ask for"));
    }
    var asking =
        pods.pods().stream()
            .filter(Labels::asks)
            .map(pod -> new SeenPod(pod, null, List.of()))
            .toList();
    return new PodChecks(wanted.configuration(), machine, asking).checks(pods, asking.size());
  }

  private static @Nullable Machine machine(Evidence evidence) {
    var node = evidence.node();
    if (node.numa() == null || node.meminfo() == null || node.swappiness() == null) {
      return null;
    }
    Set<String> controllers =
        evidence.hierarchy() == null ? Set.of() : evidence.hierarchy().controllers();
    return new Machine(
        node.numa(),
        node.meminfo().memTotal(),
        node.meminfo().swapTotal(),
        node.swappiness(),
        controllers,
        List.of());
  }

  private List<Check> checks(PodList pods, int asking) {
    var checks = new ArrayList<Check>();
    checks.add(memory());
    checks.add(
        Check.ok(
            PODS,
            "%s, %d of them for audionode"
                .formatted(Doctor.count(pods.pods().size(), "pod"), asking)));
    for (var problem : pods.problems()) {
      checks.add(Check.warning(PODS, problem.toString(), "correct it; other pods are served"));
    }
    for (var warning : desired.warnings()) {
      checks.add(
          Check.warning(PODS, warning, "name a profile of the configuration, or configure it"));
    }
    desired.pods().forEach(pod -> checks.addAll(warnings(pod)));
    return checks;
  }

  private static List<Check> warnings(PodDesire pod) {
    return pod.warnings().stream()
        .map(
            warning ->
                Check.warning(
                    "pod " + pod.seen().pod().title(),
                    warning,
                    "change the pod's resources or annotations, or its profile"))
        .toList();
  }

  private Check memory() {
    var over =
        numa.nodes().stream().filter(it -> asked(on(it)).compareTo(capacity(it)) > 0).toList();
    return over.isEmpty()
        ? Check.ok(MEMORY, sums(numa.nodes()))
        : Check.warning(
            MEMORY,
            sums(over),
            "ask for less memory.min, run fewer of these pods here, or raise subtreeMax; beyond the"
                + " budget nothing is protected");
  }

  private String sums(List<NumaNode> nodes) {
    return nodes.stream().map(this::sum).collect(Collectors.joining("; "));
  }

  /** The arithmetic of one node. */
  private String sum(NumaNode node) {
    var pods = on(node);
    var asked = pods.isEmpty() ? "nothing" : "%s (%s)".formatted(atLeast(asked(pods)), terms(pods));
    return "NUMA node %d: %s asked of a budget of %s"
        .formatted(node.id(), asked, Doctor.mebibytes(capacity(node)));
  }

  private static String terms(List<PodDesire> pods) {
    var terms =
        pods.stream()
            .limit(MOST_NAMED)
            .map(pod -> pod.seen().pod().title() + " " + atLeast(pod.asked()))
            .collect(Collectors.joining(" + "));
    return pods.size() > MOST_NAMED
        ? "%s + %d more".formatted(terms, pods.size() - MOST_NAMED)
        : terms;
  }

  private Bytes capacity(NumaNode node) {
    return Budget.capacity(node, configuration);
  }

  /** The sum; absurd amounts end at the largest number. */
  private static Bytes asked(List<PodDesire> pods) {
    return pods.stream()
        .map(PodDesire::asked)
        .reduce(Bytes.ZERO, (one, other) -> one.plus(other.min(LARGEST.minusOrZero(one))));
  }

  /** Rounded up, so that a sum never looks smaller than it is. */
  private static String atLeast(Bytes amount) {
    return Math.ceilDiv(amount.value(), 1 << 20) + "Mi";
  }

  /** The pods of a node that want to be protected, the most demanding first. */
  private List<PodDesire> on(NumaNode node) {
    return desired.pods().stream()
        .filter(pod -> pod.numaNode() == node.id() && !pod.wish().hold())
        .sorted((one, other) -> other.asked().compareTo(one.asked()))
        .toList();
  }
}

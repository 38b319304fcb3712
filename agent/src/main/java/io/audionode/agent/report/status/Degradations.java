package io.audionode.agent.report.status;

import io.audionode.agent.apply.Outcome;
import io.audionode.agent.model.Donor;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.incident.RecorderState;
import io.audionode.agent.model.pressure.Triggers;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From a run and the watchers' own word to what this node does not give. Pure.
 *
 * <p>The memory controller is not among it: without it there is no agent.
 */
final class Degradations {
  private static final Map<String, String> CONTROLLERS = controllers();

  private final Report report;
  private final Triggers triggers;
  private final RecorderState recorder;

  private Degradations(Report report, Triggers triggers, RecorderState recorder) {
    this.report = report;
    this.triggers = triggers;
    this.recorder = recorder;
  }

  /** In the order of {@link Degradation#WORDS}. */
  static List<Degradation> of(Report report, Triggers triggers, RecorderState recorder) {
    var all = new Degradations(report, triggers, recorder);
    return Stream.of(
            all.pressure().stream(),
            all.missingControllers(),
            all.swapLimit().stream(),
            all.reclaim().stream(),
            all.kernelLog().stream(),
            all.writes().stream())
        .flatMap(found -> found)
        .toList();
  }

  private static Map<String, String> controllers() {
    var losses = new LinkedHashMap<String, String>();
    losses.put(
        Degradation.CPUSET, "pods are not pinned to NUMA nodes and get no cpus of their own");
    losses.put(Degradation.CPU, "real-time threads get no larger share of the cpus");
    losses.put(Degradation.PIDS, "a pod that is moved loses its limit of processes");
    return losses;
  }

  private Optional<Degradation> pressure() {
    return Optional.ofNullable(triggers.degraded())
        .map(why -> new Degradation(Degradation.PRESSURE, why + ", memory.stat is sampled"));
  }

  private Stream<Degradation> missingControllers() {
    var present = report.seen().machine().controllers();
    return CONTROLLERS.entrySet().stream()
        .filter(controller -> !present.contains(controller.getKey()))
        .map(
            controller ->
                new Degradation(
                    controller.getKey(),
                    "no %s controller: %s".formatted(controller.getKey(), controller.getValue())));
  }

  /** A kernel that was booted with {@code swapaccount=0} has no such file. */
  private Optional<Degradation> swapLimit() {
    var seen = report.seen();
    var swap = seen.machine().swap();
    return swap.compareTo(Bytes.ZERO) > 0
            && nodesOfSubtree(seen).anyMatch(Degradations::lacksSwapLimit)
        ? Optional.of(
            new Degradation(
                Degradation.SWAP_LIMIT,
                "swap is on, and no memory.swap.max keeps audio pods out of it"))
        : Optional.empty();
  }

  private static boolean lacksSwapLimit(SeenCgroup cgroup) {
    return cgroup.knobs().containsKey(Memory.MIN.file())
        && !cgroup.knobs().containsKey(Memory.SWAP_MAX.file());
  }

  private static Stream<SeenCgroup> nodesOfSubtree(NodeSnapshot seen) {
    return seen.machine().numa().nodes().stream()
        .flatMap(node -> seen.cgroup(Subtree.node(node.id())).stream());
  }

  /** Donors are looked at only where a profile wants memory of them. */
  private Optional<Degradation> reclaim() {
    return report.seen().donors().stream().allMatch(Donor::reclaimable)
        ? Optional.empty()
        : Optional.of(
            new Degradation(
                Degradation.RECLAIM,
                "no memory.reclaim (since 5.19): no memory is taken from BestEffort pods early"));
  }

  private Optional<Degradation> kernelLog() {
    return Optional.ofNullable(recorder.kernelLog())
        .map(why -> new Degradation(Degradation.KERNEL_LOG, why + ", who was killed is inferred"));
  }

  /** Those of the latest run, which tries every write that is still due. */
  private Optional<Degradation> writes() {
    var denied =
        report.outcomes().stream()
            .filter(outcome -> outcome instanceof Outcome.Refused refused && refused.denied())
            .toList();
    return denied.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Degradation(
                Degradation.WRITES,
                "%d denied, such as %s"
                    .formatted(denied.size(), ActionWords.message(denied.getFirst()))));
  }
}

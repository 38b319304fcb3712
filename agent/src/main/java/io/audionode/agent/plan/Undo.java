package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredCgroup;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.Relocation;
import io.audionode.agent.model.Inherited;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was changed once and is desired no longer: put back. {@link ClosedLines} follow. */
final class Undo {
  static final String PUT_BACK = "put back";
  private static final Set<String> CPUSET = Set.of(Cpuset.CPUS.file(), Cpuset.MEMS.file());

  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final JournalLines lines;

  Undo(DesiredNode desired, NodeSnapshot seen) {
    this.desired = desired;
    this.seen = seen;
    this.lines = new JournalLines(desired, seen);
  }

  /** Leaves first: protection shrinks upwards. */
  List<Action> knobs() {
    return notDesired()
        .filter(original -> !original.isOfDonor())
        .filter(original -> desired.mayTouch(original.cgroup()))
        .sorted(Comparator.comparing(Original.KnobValue::cgroup).reversed())
        .flatMap(original -> write(original).stream())
        .toList();
  }

  /**
   * Limits of pods that did not ask. They end in any case: also while some pod may be unknown, and
   * when it is on hold by now.
   */
  List<Action> ofDonors() {
    return notDesired()
        .filter(Original.KnobValue::isOfDonor)
        .flatMap(original -> write(original).stream())
        .toList();
  }

  /**
   * Cpusets that were narrowed for a migration that does not go on. Its pod is known, also while
   * others may be unknown.
   */
  List<Action> ofMigrants() {
    var homes = desired.relocations().stream().map(Relocation::home).collect(Collectors.toSet());
    return notDesired()
        .filter(original -> CPUSET.contains(original.file()) && homes.contains(original.cgroup()))
        .filter(original -> desired.mayTouch(original.cgroup()))
        .flatMap(original -> write(original).stream())
        .toList();
  }

  private Stream<Original.KnobValue> notDesired() {
    return seen.originals()
        .each(Original.KnobValue.class)
        .filter(original -> !lines.isHidden(original))
        .filter(original -> !lines.isDesired(original));
  }

  /** Cgroups of the agent's own that nobody needs and nobody will be in. */
  List<Action> cgroups(List<Action.MoveProcess> moves) {
    var leaving = moves.stream().map(Action.MoveProcess::process).collect(Collectors.toSet());
    return seen.cgroups().paths().reversed().stream()
        .filter(path -> seen.originals().created(path))
        .filter(path -> !desired.cgroups().containsKey(path))
        .filter(desired::mayTouch)
        .filter(path -> !seen.gaps().hides(inhabited(path)))
        .filter(path -> isEmptyAfter(leaving, inhabited(path)))
        .<Action>map(path -> new Action.Remove(path, "no longer needed"))
        .toList();
  }

  /**
   * Where the processes are that may be in a cgroup. A threaded one of the subtree can hold threads
   * of those beside it, which leave it only when their process goes home.
   */
  private CgroupPath inhabited(CgroupPath path) {
    return seen.cgroup(path)
        .filter(cgroup -> cgroup.type() == CgroupType.THREADED && Subtree.contains(path))
        .flatMap(_ -> path.parent())
        .filter(parent -> !desired.cgroups().containsKey(parent))
        .orElse(path);
  }

  private boolean isEmptyAfter(Set<ProcessId> leaving, CgroupPath path) {
    return seen.processesBelow(path).stream().allMatch(p -> leaving.contains(p.id()));
  }

  List<Action> controllers() {
    var actions = new ArrayList<Action>();
    seen.originals()
        .each(Original.Controllers.class)
        .forEach(
            original -> {
              var disable = notNeeded(original);
              if (!disable.isEmpty()) {
                actions.add(
                    new Action.SetControllers(original.cgroup(), Set.of(), disable, PUT_BACK));
              }
            });
    return actions.reversed();
  }

  private Optional<Action> write(Original.KnobValue original) {
    var back = Inherited.toPutBack(original, seen);
    return lines
        .same(original)
        .flatMap(now -> now.knob(original.file()))
        .filter(text -> !text.equals(original.found()) && !text.equals(back))
        .filter(text -> !original.isForeign(text))
        .map(
            text ->
                new Action.WriteKnob(
                    original.cgroup(), original.inode(), original.file(), text, back, PUT_BACK));
  }

  private Set<String> notNeeded(Original.Controllers original) {
    var disable = new HashSet<>(original.enabled());
    disable.removeAll(
        Optional.ofNullable(desired.cgroups().get(original.cgroup()))
            .map(DesiredCgroup::subtreeControl)
            .orElse(Set.of()));
    disable.retainAll(
        seen.cgroup(original.cgroup()).map(SeenCgroup::subtreeControl).orElse(Set.of()));
    return disable;
  }
}

package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredCgroup;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.Relocation;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.Inherited;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was changed once and is desired no longer: put back, and its journal line closed. */
final class Undo {
  private static final String PUT_BACK = "put back";
  private static final Set<String> CPUSET = Set.of(Cpuset.CPUS.file(), Cpuset.MEMS.file());

  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final Homes homes;
  private final ThreadDiff threads;
  private final Set<CgroupPath> servedHomes;
  private final Map<ProcessId, SeenProcess> alive = new HashMap<>();

  Undo(DesiredNode desired, NodeSnapshot seen, ThreadDiff threads) {
    this.desired = desired;
    this.seen = seen;
    this.homes = new Homes(seen);
    this.threads = threads;
    this.servedHomes =
        desired.processes().values().stream()
            .map(DesiredNode.DesiredProcess::home)
            .collect(Collectors.toSet());
    seen.processes().forEach(process -> alive.put(process.id(), process));
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
        .filter(original -> !isHidden(original))
        .filter(original -> !isDesired(original));
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

  List<Action> closedLines() {
    return seen.originals().all().stream()
        .filter(original -> !isHidden(original))
        .flatMap(
            original ->
                whyClosed(original)
                    .map(reason -> new Action.Forget(original, reason))
                    .or(() -> kept(original))
                    .<Action>map(forget -> forget)
                    .stream())
        .toList();
  }

  /** What somebody else has written since is theirs. */
  private Optional<Action.Forget> kept(Original original) {
    return foreign(original)
        .map(
            now ->
                new Action.Forget(
                    original, "somebody else has written %s since".formatted(now), true));
  }

  private Optional<String> foreign(Original original) {
    return switch (original) {
      case Original.KnobValue knob ->
          same(knob)
              .filter(_ -> !isDesired(knob))
              .flatMap(now -> now.knob(knob.file()))
              .filter(knob::isForeign);
      case Original.Swappiness line ->
          Optional.of(seen.machine().swappiness())
              .filter(now -> desired.swappiness() == null && line.isForeign(now))
              .map(String::valueOf);
      case Original.OomScoreAdj line ->
          left(line)
              .map(SeenProcess::oomScoreAdj)
              .filter(now -> line.isForeign(now) && isBack(line))
              .map(String::valueOf);
      case Original.Created _,
          Original.Controllers _,
          Original.Home _,
          Original.ThreadScheduling _ ->
          Optional.empty();
    };
  }

  /** What could not be read is not gone, nor is a process that may be in there. */
  private boolean isHidden(Original original) {
    return switch (original) {
      case Original.Created(var cgroup) -> seen.gaps().hides(cgroup);
      case Original.KnobValue knob -> seen.gaps().hides(knob.cgroup());
      case Original.Controllers(var cgroup, var _) -> seen.gaps().hides(cgroup);
      case Original.OfProcess process ->
          seen.gaps().hides(process.home()) || seen.gaps().hides(Subtree.ROOT);
      case Original.ThreadScheduling _ -> !seen.gaps().unreadable().isEmpty();
      case Original.Swappiness _ -> false;
    };
  }

  private Optional<Action> write(Original.KnobValue original) {
    var back = Inherited.toPutBack(original, seen);
    return same(original)
        .flatMap(now -> now.knob(original.file()))
        .filter(text -> !text.equals(original.found()) && !text.equals(back))
        .filter(text -> !original.isForeign(text))
        .map(
            text -> new Action.WriteKnob(original.cgroup(), original.file(), text, back, PUT_BACK));
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

  /** Why nothing is left to put back; empty while there is. */
  private Optional<String> whyClosed(Original original) {
    return switch (original) {
      case Original.Created(var cgroup) ->
          closedIf(isGone(cgroup) && !desired.cgroups().containsKey(cgroup), "cgroup is gone");
      case Original.KnobValue knob -> whyClosed(knob);
      case Original.Controllers(var cgroup, var enabled) ->
          closedIf(
              !isWanted(cgroup, enabled)
                  && seen.cgroup(cgroup)
                      .map(now -> now.subtreeControl().stream().noneMatch(enabled::contains))
                      .orElse(true),
              PUT_BACK);
      case Original.Home(var process, var home) -> whyClosed(process, home);
      case Original.OomScoreAdj score -> whyClosed(score);
      case Original.ThreadScheduling scheduling -> threads.whyClosed(scheduling);
      case Original.Swappiness(var found, var _) ->
          closedIf(desired.swappiness() == null && seen.machine().swappiness() == found, PUT_BACK);
    };
  }

  private Optional<String> whyClosed(Original.KnobValue knob) {
    if (same(knob).isEmpty()) {
      return Optional.of("cgroup is gone");
    }
    var back = List.of(knob.found(), Inherited.toPutBack(knob, seen));
    return same(knob)
        .flatMap(now -> now.knob(knob.file()))
        .filter(now -> back.contains(now) && !isDesired(knob))
        .map(_ -> PUT_BACK);
  }

  private Optional<String> whyClosed(ProcessId process, CgroupPath home) {
    var now = alive.get(process);
    if (now != null) {
      return closedIf(
          !desired.processes().containsKey(process) && now.cgroup().startsWith(home), PUT_BACK);
    }
    return whyClosed(new Original.Home(process, home));
  }

  private Optional<String> whyClosed(Original.OomScoreAdj score) {
    return alive.containsKey(score.process())
        ? left(score)
            .filter(now -> now.oomScoreAdj() == score.found() && isBack(score))
            .map(_ -> PUT_BACK)
        : whyClosed((Original.OfProcess) score);
  }

  /**
   * A process that lives and that nobody asks anything for any more. One that is on hold may still
   * have forks that only its line tells of.
   */
  private Optional<SeenProcess> left(Original.OomScoreAdj score) {
    return Optional.ofNullable(alive.get(score.process()))
        .filter(now -> !desired.processes().containsKey(now.id()))
        .filter(now -> desired.mayTouch(now.cgroup()));
  }

  /**
   * The dead tell where their forks came from and what they had inherited, but one of a kind is
   * enough: a container's probes would fill the journal. In a container that nobody asks anything
   * for, only forks that are still to be put back need them.
   */
  private Optional<String> whyClosed(Original.OfProcess dead) {
    if (isGone(dead.home())) {
      return Optional.of("process and its container are gone");
    }
    if (!servedHomes.contains(dead.home()) && isBack(dead)) {
      return Optional.of("process is gone and its forks are put back");
    }
    var first =
        seen.originals()
            .each(Original.OfProcess.class)
            .filter(other -> other.tellsTheSameAs(dead))
            .findFirst();
    return closedIf(
        first.filter(other -> !other.process().equals(dead.process())).isPresent(),
        "another process of its container tells the same");
  }

  /** Whether none of its container's processes has any more what only this line tells of. */
  private boolean isBack(Original.OfProcess line) {
    var kin =
        seen.processes().stream()
            .filter(process -> homes.of(process).filter(line.home()::equals).isPresent());
    return switch (line) {
      case Original.Home _ -> kin.noneMatch(process -> Subtree.contains(process.cgroup()));
      case Original.OomScoreAdj score ->
          kin.noneMatch(
              process ->
                  score.mayHaveGiven(process.oomScoreAdj())
                      && process.oomScoreAdj() != score.found());
    };
  }

  private static Optional<String> closedIf(boolean closed, String reason) {
    return closed ? Optional.of(reason) : Optional.empty();
  }

  private boolean isWanted(CgroupPath cgroup, Set<String> controllers) {
    return Optional.ofNullable(desired.cgroups().get(cgroup))
        .filter(wanted -> wanted.subtreeControl().stream().anyMatch(controllers::contains))
        .isPresent();
  }

  private boolean isDesired(Original.KnobValue original) {
    return Optional.ofNullable(desired.cgroups().get(original.cgroup()))
        .filter(cgroup -> cgroup.knobs().containsKey(original.file()))
        .isPresent();
  }

  /** The cgroup of the journal line, and not another one of the same name. */
  private Optional<SeenCgroup> same(Original.KnobValue original) {
    return seen.cgroup(original.cgroup()).filter(now -> now.inode() == original.inode());
  }

  private boolean isGone(CgroupPath cgroup) {
    return seen.cgroup(cgroup).isEmpty();
  }
}

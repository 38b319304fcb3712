package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.Homes;
import io.audionode.agent.model.Inherited;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lines of the journal that tell of nothing any more: what they are about is put back, or gone. */
final class ClosedLines {
  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final JournalLines lines;
  private final Homes homes;
  private final ThreadDiff threads;
  private final Set<CgroupPath> servedHomes;
  private final Map<ProcessId, SeenProcess> alive = new HashMap<>();

  ClosedLines(DesiredNode desired, NodeSnapshot seen, ThreadDiff threads) {
    this.desired = desired;
    this.seen = seen;
    this.lines = new JournalLines(desired, seen);
    this.homes = new Homes(seen);
    this.threads = threads;
    this.servedHomes =
        desired.processes().values().stream()
            .map(DesiredNode.DesiredProcess::home)
            .collect(Collectors.toSet());
    seen.processes().forEach(process -> alive.put(process.id(), process));
  }

  List<Action> all() {
    return seen.originals().all().stream()
        .filter(original -> !lines.isHidden(original))
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
          lines
              .same(knob)
              .filter(_ -> !lines.isDesired(knob))
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
              Undo.PUT_BACK);
      case Original.Home(var process, var home) -> whyClosed(process, home);
      case Original.OomScoreAdj score -> whyClosed(score);
      case Original.ThreadScheduling scheduling -> threads.whyClosed(scheduling);
      case Original.Swappiness(var found, var _) ->
          closedIf(
              desired.swappiness() == null && seen.machine().swappiness() == found, Undo.PUT_BACK);
    };
  }

  private Optional<String> whyClosed(Original.KnobValue knob) {
    if (lines.same(knob).isEmpty()) {
      return Optional.of("cgroup is gone");
    }
    var back = List.of(knob.found(), Inherited.toPutBack(knob, seen));
    return lines
        .same(knob)
        .flatMap(now -> now.knob(knob.file()))
        .filter(now -> back.contains(now) && !lines.isDesired(knob))
        .map(_ -> Undo.PUT_BACK);
  }

  private Optional<String> whyClosed(ProcessId process, CgroupPath home) {
    var now = alive.get(process);
    if (now != null) {
      return closedIf(
          !desired.processes().containsKey(process) && now.cgroup().startsWith(home),
          Undo.PUT_BACK);
    }
    return whyClosed(new Original.Home(process, home));
  }

  private Optional<String> whyClosed(Original.OomScoreAdj score) {
    return alive.containsKey(score.process())
        ? left(score)
            .filter(now -> now.oomScoreAdj() == score.found() && isBack(score))
            .map(_ -> Undo.PUT_BACK)
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

  private boolean isGone(CgroupPath cgroup) {
    return seen.cgroup(cgroup).isEmpty();
  }
}

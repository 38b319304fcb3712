package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.Reaction;
import io.audionode.agent.model.NodeSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * From the desired and the seen node to a plan.
 *
 * <p>Protection grows from the root to the leaves and shrinks from the leaves to the root, so that
 * at no moment a leaf has less than before; a cgroup's type comes before its controllers, those
 * before its knobs, all of them and its device programs before processes, those before threads, and
 * limits after them, so that nobody is charged against a limit while half moved. Where there is a
 * limit already, it rises before minima do and falls after them: never is more protected below a
 * limit than it lets be.
 */
public final class Planner {
  public Plan diff(DesiredNode desired, NodeSnapshot seen) {
    var tree = new TreeDiff(desired, seen);
    var processes = new ProcessDiff(desired, seen);
    var threads = new ThreadDiff(desired, seen);
    var lessProtection = tree.lessProtection();
    var announced = new ArrayList<Action>();
    announced.addAll(tree.moreRoom());
    announced.addAll(tree.structureAndProtection());
    announced.addAll(DeviceDiff.of(desired, seen));
    announced.addAll(NodeDiff.swappiness(desired, seen));
    announced.addAll(processes.moves());
    announced.addAll(threads.moves());
    announced.addAll(threads.schedulings());
    announced.addAll(tree.limits());
    announced.addAll(processes.oomScores());
    var actions = new ArrayList<>(announced);
    var undo = new Undo(desired, seen);
    actions.addAll(undo.ofDonors());
    if (seen.gaps().podsComplete()) {
      actions.addAll(takenBack(undo, processes, threads, lessProtection));
      actions.addAll(new ClosedLines(desired, seen, threads).all());
      announced.addAll(lessProtection);
    } else {
      actions.addAll(undo.ofMigrants());
    }
    var lessRoom = tree.lessRoom();
    actions.addAll(lessRoom);
    announced.addAll(lessRoom);
    actions.addAll(MigrationDiff.of(desired, seen));
    actions.addAll(NodeDiff.reclaims(desired));
    var announcements = Announcements.of(announced, desired, seen);
    var originals = announcements.values().stream().flatMap(List::stream).toList();
    return new Plan(originals, announcements.keySet(), actions);
  }

  /** Only while every pod is known: one that could not be read must not lose what it has. */
  private static List<Action> takenBack(
      Undo undo, ProcessDiff processes, ThreadDiff threads, List<Action> lessProtection) {
    var movesBack = processes.movesBack();
    var actions = new ArrayList<Action>(movesBack);
    actions.addAll(threads.movesBack());
    actions.addAll(threads.schedulingsBack());
    actions.addAll(processes.oomScoresBack());
    actions.addAll(undo.knobs());
    actions.addAll(undo.cgroups(movesBack));
    actions.addAll(lessProtection);
    actions.addAll(undo.controllers());
    return actions;
  }

  /** Everything put back: the plan of {@code restore}. */
  public Plan undo(NodeSnapshot seen) {
    return diff(DesiredNode.NOTHING, seen);
  }

  /** Actions that are no difference of cgroups or processes. */
  static final class NodeDiff {
    private NodeDiff() {}

    /** Last: nothing waits for them. */
    static List<Action> reclaims(DesiredNode desired) {
      return desired.reactions().stream().flatMap(NodeDiff::reclaim).toList();
    }

    private static Stream<Action> reclaim(Reaction reaction) {
      var donation = reaction.donation();
      return donation != null && reaction.state() == Reaction.State.NOW
          ? Stream.of(new Action.Reclaim(donation.cgroup(), donation.bytes(), reaction.reason()))
          : Stream.empty();
    }

    static List<Action> swappiness(DesiredNode desired, NodeSnapshot seen) {
      var now = seen.machine().swappiness();
      var wanted = desired.swappiness();
      if (wanted != null) {
        return wanted == now
            ? List.of()
            : List.of(new Action.WriteSwappiness(now, wanted, "keep audio memory resident"));
      }
      return seen.originals()
          .swappinessLine()
          .filter(line -> line.found() != now && !line.isForeign(now))
          .map(line -> List.<Action>of(new Action.WriteSwappiness(now, line.found(), "put back")))
          .orElse(List.of());
    }
  }
}

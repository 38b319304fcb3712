package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.Relocation;
import io.audionode.agent.desired.Relocation.Step;
import io.audionode.agent.model.Migration;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which migrations begin and which end. */
final class MigrationDiff {
  private MigrationDiff() {}

  /**
   * Ends before beginnings; none ends while its pod may be one that nobody has read. One that
   * failed is not tried again until it is wanted elsewhere.
   */
  static List<Action> of(DesiredNode desired, NodeSnapshot seen) {
    var actions = new ArrayList<Action>();
    for (var migration : seen.migrations()) {
      if (seen.gaps().podsComplete()
          && !isWanted(migration, desired)
          && !seen.gaps().hides(migration.home())) {
        actions.add(new Action.StopMigration(migration.home(), "no longer wanted"));
      }
    }
    for (var wanted : desired.relocations()) {
      if (wanted.step() == Step.WAIT && !isKnown(wanted, seen)) {
        actions.add(
            new Action.MigratePages(wanted.home(), wanted.uid(), wanted.node(), wanted.reason()));
      }
    }
    return actions;
  }

  private static boolean isKnown(Relocation wanted, NodeSnapshot seen) {
    return seen.migration(wanted.home()).filter(m -> m.node() == wanted.node()).isPresent();
  }

  /** One that is through tells that the cpuset may be narrowed, for as long as that is wanted. */
  private static boolean isWanted(Migration migration, DesiredNode desired) {
    return relocation(migration.home(), desired)
        .filter(wanted -> wanted.node() == migration.node())
        .map(
            wanted ->
                switch (wanted.step()) {
                  case WAIT, MOVE, PARTLY, GIVE_UP -> true;
                  case NARROW -> !migration.active();
                  case WIDEN, LEAVE -> false;
                })
        .orElse(false);
  }

  private static Optional<Relocation> relocation(CgroupPath home, DesiredNode desired) {
    return desired.relocations().stream().filter(r -> r.home().equals(home)).findFirst();
  }
}

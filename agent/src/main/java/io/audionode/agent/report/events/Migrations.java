package io.audionode.agent.report.events;

import io.audionode.agent.model.Migration;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.Owners;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of migrations between two reports. */
final class Migrations {
  private final @Nullable Report before;
  private final Report now;

  private Migrations(@Nullable Report before, Report now) {
    this.before = before;
    this.now = now;
  }

  static List<Change> between(@Nullable Report before, Report now) {
    return new Migrations(before, now).changes();
  }

  private List<Change> changes() {
    var changes = new ArrayList<Change>();
    var then = byHome(before);
    var today = byHome(now);
    then.forEach(
        (home, was) -> {
          var is = today.get(home);
          if (was.active() && (is == null || is.node() != was.node())) {
            changes.add(change(EventKind.MIGRATION_CANCELLED, was, "after " + figures(was)));
          }
        });
    today.forEach((home, is) -> changes.addAll(changes(then.get(home), is)));
    return changes;
  }

  /** A short one may begin and end between two reports. */
  private List<Change> changes(@Nullable Migration was, Migration is) {
    var changes = new ArrayList<Change>();
    var isNew = was == null || was.node() != is.node();
    if (isNew) {
      changes.add(change(EventKind.MIGRATION_STARTED, is, "begins"));
    }
    if (was == null || isNew || was.state() != is.state()) {
      switch (is.state()) {
        case DONE -> changes.add(change(EventKind.MIGRATION_FINISHED, is, figures(is)));
        case FAILED -> changes.add(change(EventKind.MIGRATION_FAILED, is, "" + is.why()));
        case WAITING, MOVING, PAUSED -> {}
      }
    }
    return changes;
  }

  private static String figures(Migration migration) {
    var residue =
        migration.residue().stream()
            .map(stays -> ", %s stay: %s".formatted(stays.bytes().rounded(), stays.reason()))
            .collect(Collectors.joining());
    return "%s moved in %d ms and %d passes%s"
        .formatted(
            migration.moved().rounded(), migration.took().toMillis(), migration.pass(), residue);
  }

  /** A container that has gone was the pod's that the report before knew. */
  private Change change(EventKind kind, Migration migration, String said) {
    var message =
        "pages of %s to NUMA node %d: %s".formatted(migration.home(), migration.node(), said);
    return new Owners(now.seen())
        .of(migration.home())
        .or(() -> owner(migration))
        .map(pod -> Change.ofPod(kind, pod.pod(), message))
        .orElseGet(() -> Change.ofNode(kind, message));
  }

  private Optional<SeenPod> owner(Migration migration) {
    return before == null ? Optional.empty() : new Owners(before.seen()).of(migration.home());
  }

  private static Map<CgroupPath, Migration> byHome(@Nullable Report report) {
    var byHome = new HashMap<CgroupPath, Migration>();
    if (report != null) {
      report.seen().migrations().forEach(migration -> byHome.put(migration.home(), migration));
    }
    return byHome;
  }
}

package io.audionode.agent.report.status.text;

import io.audionode.agent.report.status.MigrationView;
import java.util.List;
import java.util.stream.Collectors;

/** A pod's migrations for people, one in a line. */
final class MigrationText {
  private MigrationText() {}

  static List<String> lines(List<MigrationView> migrations) {
    return migrations.stream().map(MigrationText::line).toList();
  }

  private static String line(MigrationView migration) {
    var progress = migration.progress();
    return "%s to node %d: %s (%s)%s"
        .formatted(
            migration.container(),
            migration.node(),
            migration.state(),
            migration.why() == null ? migration.reason() : migration.why(),
            progress == null ? "" : figures(progress));
  }

  private static String figures(MigrationView.Progress progress) {
    var residue =
        progress.residue().stream()
            .map(stays -> "; %s stay: %s".formatted(stays.amount(), stays.reason()))
            .collect(Collectors.joining());
    return "; %s moved, %s left, pass %d, %d pages a call, worst %d us beyond an empty one's %d us%s"
        .formatted(
            progress.moved(),
            progress.left(),
            progress.passes(),
            progress.batchPages(),
            progress.worstCallMicros(),
            progress.emptyCallMicros(),
            residue);
  }
}

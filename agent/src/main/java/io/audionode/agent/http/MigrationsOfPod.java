package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.Report;
import io.audionode.agent.report.status.MigrationView;
import io.audionode.agent.report.status.PodViews;
import java.util.List;

/**
 * The migrations of one pod as they are now, as clients that follow are told.
 *
 * @param pod its UID
 * @param subject its namespace and name
 */
public record MigrationsOfPod(String pod, String subject, List<MigrationView> migrations) {
  public MigrationsOfPod {
    requireNonNull(pod, "pod is null");
    requireNonNull(subject, "subject is null");
    migrations = List.copyOf(migrations);
  }

  /** Of every pod that has some. */
  static List<MigrationsOfPod> all(Report report) {
    return report.desired().relocations().isEmpty()
        ? List.of()
        : new PodViews(report)
            .all().stream()
                .filter(pod -> !pod.migrations().isEmpty())
                .map(
                    pod ->
                        new MigrationsOfPod(
                            pod.uid(), pod.namespace() + "/" + pod.name(), pod.migrations()))
                .toList();
  }
}

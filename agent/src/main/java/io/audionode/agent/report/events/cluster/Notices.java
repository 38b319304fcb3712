package io.audionode.agent.report.events.cluster;

import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.events.EventKind;
import java.util.Optional;

/** Which of the agent's events Kubernetes is told, and in which words. Pure. */
final class Notices {
  private final Regarding node;

  /**
   * @param nodeName the name of the Node object that events without a pod are about
   */
  Notices(String nodeName) {
    this.node = Regarding.node(nodeName);
  }

  /**
   * Empty for what only fills the agent's own log: each write, and the coming and going of pods.
   */
  Optional<Notice> of(Event event) {
    return switch (EventKind.of(event.kind())) {
      case POD_ADOPTED -> normal(event, "Adopted");
      case POD_ADOPTED_LATE -> normal(event, "AdoptedLate");
      case LIMIT_MIRRORED -> normal(event, "LimitMirrored");
      case CONFIGURATION_RELOADED -> normal(event, "ConfigurationReloaded");
      case MIGRATION_STARTED -> normal(event, "MigrationStarted");
      case MIGRATION_FINISHED -> normal(event, "MigrationFinished");
      case MIGRATION_CANCELLED -> normal(event, "MigrationCancelled");
      case MIGRATION_FAILED -> warning(event, "MigrationFailed");
      case BAD_ANNOTATION -> warning(event, "BadAnnotation");
      case PLACEMENT_REFUSED -> warning(event, "PlacementRefused");
      case OOM_KILLED -> warning(event, "OOMKilled");
      case INCIDENT -> warning(event, "Incident");
      case REMOTE_MEMORY -> warning(event, "RemoteMemory");
      case THREAD_MAJOR_FAULTS -> warning(event, "ThreadMajorFaults");
      case DRIFT -> warning(event, "Drift");
      case WARNING -> warning(event, "NotAsAsked");
      case ACTION_REFUSED -> warning(event, "WriteRefused");
      case CONFIGURATION_REFUSED -> warning(event, "ConfigurationRefused");
      case POD_APPEARED, POD_GONE, ACTION_APPLIED, ACTION_SKIPPED, WARNING_CLEARED ->
          Optional.empty();
    };
  }

  private Optional<Notice> normal(Event event, String reason) {
    return Optional.of(new Notice(regarding(event), false, reason, event.message()));
  }

  private Optional<Notice> warning(Event event, String reason) {
    return Optional.of(new Notice(regarding(event), true, reason, event.message()));
  }

  private Regarding regarding(Event event) {
    var uid = event.pod();
    var slash = event.subject().indexOf('/');
    return uid == null || slash < 0
        ? node
        : Regarding.pod(
            event.subject().substring(0, slash), event.subject().substring(slash + 1), uid);
  }
}

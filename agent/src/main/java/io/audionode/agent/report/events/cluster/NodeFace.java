package io.audionode.agent.report.events.cluster;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.report.status.HealthView;
import io.audionode.agent.report.status.ReadyView;
import io.audionode.agent.report.status.StatusView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a Node object shows of the agent on it. Pure.
 *
 * @param status of the condition {@code AudioReady}
 * @param reason a word in CamelCase, for programs
 * @param message for people
 * @param label {@code audionode.io/ready}; null for none
 * @param version annotation; null for none
 * @param placement annotation: the configuration's words and how pods are looked after; null for
 *     none
 */
record NodeFace(
    Status status,
    String reason,
    String message,
    @Nullable String label,
    @Nullable String version,
    @Nullable String placement) {
  private static final int MAX_MESSAGE = 1024;

  NodeFace {
    requireNonNull(status, "status is null");
    requireNonNull(reason, "reason is null");
    message = Excerpt.of(message, MAX_MESSAGE);
  }

  /** As the API spells it. */
  enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * The face of a running agent.
   *
   * @param status empty before the first run has succeeded
   */
  static NodeFace of(
      String version, HealthView health, ReadyView ready, Optional<StatusView> status) {
    var placement = status.map(NodeFace::placement).orElse(null);
    if (!health.healthy()) {
      return shown(Status.FALSE, "LoopHangs", hanging(health), version, placement);
    }
    var failure = failure(health);
    if (status.isPresent() && failure.isPresent()) {
      return shown(Status.FALSE, "RunFailed", failure.get(), version, placement);
    }
    if (!ready.ready()) {
      return shown(Status.FALSE, "NoRunYet", ready.reason(), version, placement);
    }
    var troubles = status.map(NodeFace::troubles).orElse(List.of());
    return troubles.isEmpty()
        ? shown(Status.TRUE, "Protecting", "audio pods are looked after", version, placement)
        : shown(
            Status.TRUE,
            "ProtectingWithWarnings",
            "audio pods are looked after, but: " + String.join("; ", troubles),
            version,
            placement);
  }

  /** This node cannot do what the agent needs, so it does not run. */
  static NodeFace unfit(String version, String why) {
    return shown(Status.FALSE, "Unfit", why, version, null);
  }

  /** The agent has left: nobody knows, and schedulers no longer count on the node. */
  static NodeFace left(String message) {
    return new NodeFace(Status.UNKNOWN, "AgentStopped", message, null, null, null);
  }

  private static NodeFace shown(
      Status status, String reason, String message, String version, @Nullable String placement) {
    var label = Boolean.toString(status == Status.TRUE);
    return new NodeFace(status, reason, message, label, version, placement);
  }

  private static String hanging(HealthView health) {
    return health.loops().stream()
        .filter(loop -> !loop.alive())
        .map(loop -> "loop %s has not run since %s".formatted(loop.name(), loop.lastRunAt()))
        .collect(Collectors.joining("; "));
  }

  private static Optional<String> failure(HealthView health) {
    return health.loops().stream()
        .filter(loop -> loop.lastFailure() != null)
        .map(
            loop -> "the last run of loop %s failed: %s".formatted(loop.name(), loop.lastFailure()))
        .findFirst();
  }

  private static List<String> troubles(StatusView status) {
    var troubles = new ArrayList<String>();
    status.configurationProblems().forEach(p -> troubles.add("configuration refused: " + p));
    troubles.addAll(status.podProblems());
    status.degraded().forEach(lack -> troubles.add(lack.finding()));
    troubles.addAll(status.warnings());
    return troubles;
  }

  private static String placement(StatusView status) {
    var pods =
        status.pods().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "%s, domain %s; pods: %s"
        .formatted(status.placement(), status.domain(), pods.isEmpty() ? "none" : pods);
  }
}

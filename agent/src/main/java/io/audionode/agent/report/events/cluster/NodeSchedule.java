package io.audionode.agent.report.events.cluster;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the Node object is due to be written. Pure; not for several threads. */
final class NodeSchedule {
  /** As kubelet's {@code nodeStatusReportFrequency}. */
  static final Duration HEARTBEAT = Duration.ofMinutes(5);

  /** Pods that come one after another are one write. */
  static final Duration SPACING = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private @Nullable NodeFace shown;
  private Instant writtenAt = Instant.MIN;
  private @Nullable Instant failedAt;
  private Duration pause = Duration.ZERO;

  /**
   * When to write.
   *
   * @param in zero for now
   * @param firm whether another face would not make it sooner
   */
  record Due(Duration in, boolean firm) {
    boolean now() {
      return in.isZero();
    }
  }

  Due due(NodeFace face, Instant now) {
    var due = failedAt == null ? due(face) : failedAt.plus(pause);
    return new Due(
        now.isBefore(due) ? Duration.between(now, due) : Duration.ZERO,
        failedAt != null || !face.equals(shown));
  }

  private Instant due(NodeFace face) {
    if (shown == null) {
      return Instant.MIN;
    }
    return writtenAt.plus(face.equals(shown) ? HEARTBEAT : SPACING);
  }

  void written(NodeFace face, Instant now) {
    shown = face;
    writtenAt = now;
    failedAt = null;
    pause = Duration.ZERO;
  }

  /** Returns whether it is the first failure in a row. */
  boolean failed(Instant now) {
    var first = failedAt == null;
    var doubled = pause.multipliedBy(2);
    pause = first ? FIRST_PAUSE : doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    failedAt = now;
    return first;
  }
}

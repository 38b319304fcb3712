package io.audionode.agent.report.events.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When the Node object is due to be written, by a clock in nanoseconds that does not jump. Pure;
 * not for several threads.
 */
final class NodeSchedule {
  /** As kubelet's {@code nodeStatusReportFrequency}. */
  static final Duration HEARTBEAT = Duration.ofMinutes(5);

  /** Pods that come one after another are one write. */
  static final Duration SPACING = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private @Nullable NodeFace shown;
  private long writtenAt;
  private boolean failing;
  private long failedAt;
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

  Due due(NodeFace face, long now) {
    var left = failing ? pause.minusNanos(now - failedAt) : left(face, now);
    return new Due(left.isNegative() ? Duration.ZERO : left, failing || !face.equals(shown));
  }

  private Duration left(NodeFace face, long now) {
    if (shown == null) {
      return Duration.ZERO;
    }
    return (face.equals(shown) ? HEARTBEAT : SPACING).minusNanos(now - writtenAt);
  }

  void written(NodeFace face, long now) {
    shown = face;
    writtenAt = now;
    failing = false;
    pause = Duration.ZERO;
  }

  void failed(long now) {
    var doubled = pause.multipliedBy(2);
    pause = !failing ? FIRST_PAUSE : doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    failing = true;
    failedAt = now;
  }
}

package io.audionode.agent.report.events.cluster;

import io.audionode.agent.cluster.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;
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

  private final Backoff backoff;
  private @Nullable NodeFace shown;
  private long writtenAt;
  private boolean failing;
  private long failedAt;
  private Duration pause = Duration.ZERO;

  /**
   * @param random by which nodes do not all try again at once
   */
  NodeSchedule(RandomGenerator random) {
    backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
  }

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
    backoff.reset();
  }

  void failed(long now) {
    pause = backoff.next();
    failing = true;
    failedAt = now;
  }
}

package io.audionode.agent.http;

import java.time.Duration;

/**
 * What clients may take of the server.
 *
 * @param connections open at once, at least 1
 * @param head how long a connection may take to send a whole request head, counted from its opening
 *     and from the end of each answer
 * @param streams clients that follow pressure at once, fewer than connections, so that probes come
 *     through
 * @param heartbeat how often a stream says that it is alive; well below the idle timeout, which
 *     ends those whose clients take nothing
 */
record Limits(int connections, Duration head, int streams, Duration heartbeat) {
  /** More than kubelet, Prometheus and some people need; each costs some KiB. */
  static final Limits DEFAULT =
      new Limits(320, Duration.ofSeconds(10), 256, Duration.ofSeconds(15));

  Limits {
    if (connections < 1 || !head.isPositive() || streams < 0 || !heartbeat.isPositive()) {
      throw new IllegalArgumentException(
          "connections is %d, allowed is 1 and more; head is %s, streams is %d, heartbeat is %s"
              .formatted(connections, head, streams, heartbeat));
    }
  }
}

package io.audionode.agent.http;

import java.time.Duration;

/**
 * What one client may take of the server.
 *
 * @param connections open at once, at least 1
 * @param head how long a connection may take to send a whole request head, counted from its opening
 *     and from the end of each answer
 */
record Limits(int connections, Duration head) {
  /** More than kubelet, Prometheus and some people need; each costs some KiB. */
  static final Limits DEFAULT = new Limits(64, Duration.ofSeconds(10));

  Limits {
    if (connections < 1 || !head.isPositive()) {
      throw new IllegalArgumentException(
          "connections is %d, allowed is 1 and more; head is %s, allowed is above zero"
              .formatted(connections, head));
    }
  }
}

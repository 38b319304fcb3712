package io.audionode.agent.observe.pods.api;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how long the API server is asked.
 *
 * @param firstWait after the first failure, at most
 * @param longestWait after any failure; how late the agent may notice that the server is back
 * @param answer for the whole of one answer
 * @param watch after which a watch is to end by itself; up to a half is added by chance
 * @param grace how much later than agreed a watch may end before the connection counts as dead
 * @param shortWatch a watch that ends without a word within this time was refused
 * @param namespaces after which a namespace, or the node, is read again at the latest; up to a
 *     quarter is taken off by chance
 */
record Pace(
    Duration firstWait,
    Duration longestWait,
    Duration answer,
    Duration watch,
    Duration grace,
    Duration shortWatch,
    Duration namespaces) {
  /** For one node among thousands. */
  static final Pace CALM =
      new Pace(
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofMinutes(3),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1));

  /** When a namespace, or the node, is read again: not when all agents do that began together. */
  Duration untilReadAgain(RandomGenerator random) {
    return namespaces.minusNanos(random.nextLong(namespaces.toNanos() / 4 + 1));
  }
}

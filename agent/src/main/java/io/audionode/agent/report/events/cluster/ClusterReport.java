package io.audionode.agent.report.events.cluster;

import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.pulse.Pulse;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.events.Event;
import io.audionode.agent.report.status.StatusBoard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All that Kubernetes is told: give {@link #events} to the event log, and this to the reporter.
 * Nobody who tells it anything waits.
 */
public final class ClusterReport implements Consumer<Report>, AutoCloseable {
  /** How long nothing may be heard of either thread. */
  public static final Duration RESYNC = Duration.ofMinutes(1);

  private final EventSender events;
  private final NodeWriter node;

  /**
   * @param nodeName the name of this node's object
   * @param board what the node is asked about
   * @param fates told what became of each event; any thread
   */
  public ClusterReport(
      GuardedApi api,
      String nodeName,
      String version,
      StatusBoard board,
      InstantSource clock,
      Consumer<Fate> fates) {
    events = new EventSender(api, nodeName, clock, fates);
    node =
        new NodeWriter(
            api,
            nodeName,
            () -> NodeFace.of(version, board.health(), board.ready(), board.status()),
            clock,
            System::nanoTime);
  }

  /** Says once that this node is unfit, when the agent cannot start. Blocks; tries once. */
  public static void unfit(
      GuardedApi api, String nodeName, String version, String why, InstantSource clock) {
    var face = NodeFace.unfit(version, why);
    try (var node = new NodeWriter(api, nodeName, () -> face, clock, System::nanoTime)) {
      node.leave(face);
    }
  }

  /** Starts the threads. */
  public void start() {
    events.start();
    node.start();
  }

  /** How its threads are doing, by the names of their loops. */
  public Map<String, Pulse> pulses() {
    return Map.of("events", events.pulse(), "node", node.pulse());
  }

  /** What the event log tells of each event. */
  public Consumer<Event> events() {
    return events;
  }

  @Override
  public void accept(Report report) {
    node.accept(report);
  }

  /**
   * Ends, and takes the node's label and annotations back so that schedulers stop counting on it.
   *
   * @param message what becomes of the pods, for people
   */
  public void leave(String message) {
    events.close();
    node.leave(NodeFace.left(message));
  }

  @Override
  public void close() {
    events.close();
    node.close();
  }
}

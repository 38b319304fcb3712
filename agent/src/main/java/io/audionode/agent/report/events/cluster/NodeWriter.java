package io.audionode.agent.report.events.cluster;

import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.cluster.Retry;
import io.audionode.agent.log.Complaints;
import io.audionode.agent.pulse.Pulse;
import io.audionode.agent.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Node object's face right, on a thread of its own. Reports only wake it; it asks for the
 * face when it looks, so that a loop that hangs is seen too.
 *
 * <p>Written when the face is another one, at most every five seconds; and every five minutes in
 * any case, as kubelet does with its own conditions: so the condition's heartbeat tells a node
 * whose agent was killed, and what somebody took away comes back. While that fails it tries again
 * after one second, two, and so on up to a minute, each a little sooner by chance.
 */
final class NodeWriter implements Consumer<Report>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWriter.class);

  /** How often it looks without a report: a loop that hangs makes none. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final NodeObject object;
  private final Supplier<NodeFace> face;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Semaphore wake = new Semaphore(0);
  private final Worker worker = Worker.repeating("audionode-node", this::round);
  private final Complaints complaints;
  private final NodeSchedule schedule = new NodeSchedule(RandomGenerator.getDefault());
  private volatile @Nullable Transition transition;

  /**
   * @param face how the node is now; must not wait
   * @param clock what the node is told
   * @param nanos a clock that does not jump: when it is told
   */
  NodeWriter(
      GuardedApi api,
      String nodeName,
      Supplier<NodeFace> face,
      InstantSource clock,
      LongSupplier nanos) {
    this.object = new NodeObject(api, nodeName);
    this.face = face;
    this.clock = clock;
    this.nanos = nanos;
    this.complaints = new Complaints(LOG, nanos);
  }

  /** Since when the condition has its status. */
  private record Transition(String status, Instant since) {}

  void start() {
    worker.start();
  }

  @Override
  public void accept(Report report) {
    wake.release();
  }

  private void round() throws InterruptedException {
    wake.drainPermits();
    var due = schedule.due(face.get(), nanos.getAsLong());
    if (due.now()) {
      writeNow();
    } else if (due.firm()) {
      worker.pause(due.in());
    } else {
      wake.tryAcquire(Math.min(due.in().toMillis(), LOOK.toMillis()), TimeUnit.MILLISECONDS);
    }
  }

  private void writeNow() {
    var now = face.get();
    try {
      write(now);
      schedule.written(now, nanos.getAsLong());
    } catch (RuntimeException e) {
      schedule.failed(nanos.getAsLong());
      complaints.warn("the Node object cannot be written: " + Retry.words(e));
    }
  }

  private void write(NodeFace shown) {
    var now = clock.instant();
    var told = transition;
    var known = told == null ? found(now) : told;
    var status = shown.status().word();
    var next = known.status().equals(status) ? known : new Transition(status, now);
    object.write(shown, next.since(), now);
    transition = next;
  }

  /** What the node says from the agent's former life. */
  private Transition found(Instant now) {
    return object
        .condition()
        .filter(condition -> condition.getLastTransitionTime() != null)
        .map(c -> new Transition(c.getStatus(), Instant.parse(c.getLastTransitionTime())))
        .orElse(new Transition("", now));
  }

  /**
   * Ends, and leaves a last face behind. Tries once and waits a second at most: the agent's end
   * must not wait for an API that is away.
   */
  void leave(NodeFace last) {
    worker.close();
    var farewell = Worker.once("audionode-farewell", () -> writeLast(last));
    farewell.start();
    farewell.close(FAREWELL);
  }

  private void writeLast(NodeFace last) {
    try {
      write(last);
    } catch (RuntimeException e) {
      LOG.warn("the Node object goes on showing the agent: {}", Retry.words(e));
    }
  }

  /** How its thread is doing. */
  Pulse pulse() {
    return worker.pulse();
  }

  @Override
  public void close() {
    worker.close();
  }
}

package io.audionode.agent.report.events.cluster;

import io.audionode.agent.cluster.Backoff;
import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.cluster.Retry;
import io.audionode.agent.log.Complaints;
import io.audionode.agent.pulse.Pulse;
import io.audionode.agent.report.events.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to Kubernetes on a thread of its own. Whoever tells it of an event never waits: what
 * does not fit the queue, or meets an API that stays away, is dropped and counted.
 */
public final class EventSender implements Consumer<Event>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);

  /** How often it shows that it is there, without events. */
  private static final Duration LOOK = Duration.ofSeconds(30);

  /** Some minutes of a busy node; an event is below 2 KiB. */
  private static final int QUEUE = 256;

  private static final int TRIES = 3;

  /** Before the second try; twice as long before the third. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
  private final InstantSource clock;
  private final Notices notices;
  private final Correlator correlator;
  private final EventObjects objects;
  private final Duration pause;
  private final Consumer<Fate> fates;
  private final Worker worker = Worker.repeating("audionode-events", this::sendNext);
  private final Complaints complaints = new Complaints(LOG, System::nanoTime);

  /**
   * @param clock what time events bear; how many are too many goes by one that nobody sets
   * @param fates told what became of each event that Kubernetes should know of; any thread
   */
  public EventSender(GuardedApi api, String nodeName, InstantSource clock, Consumer<Fate> fates) {
    this(api, nodeName, clock, PAUSE, fates);
  }

  EventSender(
      GuardedApi api, String nodeName, InstantSource clock, Duration pause, Consumer<Fate> fates) {
    this.clock = clock;
    this.notices = new Notices(nodeName);
    this.correlator = new Correlator(System.nanoTime());
    this.objects = new EventObjects(api, nodeName);
    this.pause = pause;
    this.fates = fates;
  }

  /** Starts sending. */
  public void start() {
    worker.start();
  }

  @Override
  public void accept(Event event) {
    if (notices.of(event).isPresent() && !queue.offer(event)) {
      fates.accept(Fate.DROPPED);
    }
  }

  private void sendNext() throws InterruptedException {
    var event = queue.poll(LOOK.toSeconds(), TimeUnit.SECONDS);
    if (event != null) {
      notices.of(event).ifPresent(this::send);
    }
  }

  private void send(Notice notice) {
    switch (correlator.judge(notice, clock.instant(), System.nanoTime())) {
      case Correlator.Decision.HoldBack _ -> fates.accept(Fate.LIMITED);
      case Correlator.Decision.Tell(var sighting) ->
          fates.accept(tell(sighting) ? Fate.SENT : Fate.DROPPED);
    }
  }

  private boolean tell(Sighting sighting) {
    var backoff = new Backoff(pause, pause.multipliedBy(TRIES), RandomGenerator.getDefault());
    for (var tries = 1; ; tries++) {
      try {
        correlator.stands(objects.tell(sighting));
        return true;
      } catch (RuntimeException e) {
        if (!Retry.mayHelp(e) || tries == TRIES || !worker.pause(backoff.next())) {
          complaints.warn("events do not reach Kubernetes: " + Retry.words(e));
          return false;
        }
      }
    }
  }

  /** How its thread is doing. */
  Pulse pulse() {
    return worker.pulse();
  }

  /** Ends at once; what waits is not sent any more. */
  @Override
  public void close() {
    worker.close();
  }
}

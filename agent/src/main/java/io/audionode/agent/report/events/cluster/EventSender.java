package io.audionode.agent.report.events.cluster;

import io.audionode.agent.log.Complaints;
import io.audionode.agent.observe.pressure.Pulse;
import io.audionode.agent.report.events.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

  /** Before the second and the third try. */
  static final List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
  private final InstantSource clock;
  private final Notices notices;
  private final Correlator correlator;
  private final EventObjects objects;
  private final List<Duration> pauses;
  private final Consumer<Fate> fates;
  private final Worker worker = Worker.repeating("audionode-events", this::sendNext);
  private final Complaints complaints = new Complaints(LOG, System::nanoTime);

  /**
   * @param client closed by the caller, after this
   * @param clock what time events bear; how many are too many goes by one that nobody sets
   * @param fates told what became of each event that Kubernetes should know of; any thread
   */
  public EventSender(
      KubernetesClient client, String nodeName, InstantSource clock, Consumer<Fate> fates) {
    this(client, nodeName, clock, PAUSES, fates);
  }

  EventSender(
      KubernetesClient client,
      String nodeName,
      InstantSource clock,
      List<Duration> pauses,
      Consumer<Fate> fates) {
    this.clock = clock;
    this.notices = new Notices(nodeName);
    this.correlator = new Correlator(System.nanoTime());
    this.objects = new EventObjects(client, nodeName);
    this.pauses = List.copyOf(pauses);
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
    for (var attempt = 0; ; attempt++) {
      try {
        correlator.stands(objects.tell(sighting));
        return true;
      } catch (RuntimeException e) {
        if (!Retry.mayHelp(e) || attempt == pauses.size() || !worker.pause(pauses.get(attempt))) {
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

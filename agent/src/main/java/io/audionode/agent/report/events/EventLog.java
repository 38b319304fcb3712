package io.audionode.agent.report.events;

import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.memory.RemoteMemory;
import io.audionode.agent.report.threads.ThreadFaults;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The latest events, oldest dropped first. What repeats in every run is one event with a count, and
 * one line in the log. Any thread; a reader waits for a writer no longer than a comparison takes.
 */
public final class EventLog implements Consumer<Report> {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  private static final Set<EventKind> WRITES =
      EnumSet.of(
          EventKind.ACTION_APPLIED,
          EventKind.ACTION_REFUSED,
          EventKind.ACTION_SKIPPED,
          EventKind.LIMIT_MIRRORED);

  private static final Set<EventKind> WARNINGS =
      EnumSet.of(
          EventKind.PLACEMENT_REFUSED,
          EventKind.MIGRATION_FAILED,
          EventKind.OOM_KILLED,
          EventKind.INCIDENT,
          EventKind.REMOTE_MEMORY,
          EventKind.THREAD_MAJOR_FAULTS,
          EventKind.BAD_ANNOTATION,
          EventKind.WARNING,
          EventKind.CONFIGURATION_REFUSED);

  private static final String CONFIGURATION = "configuration ";

  private final InstantSource clock;
  private final int capacity;
  private final Consumer<Event> audience;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, Event> events = new TreeMap<>();
  private final Map<String, Long> repeating = new HashMap<>();
  private @Nullable Report before;
  private long latest;

  /**
   * @param capacity how many events are kept, at least 1
   */
  public EventLog(InstantSource clock, int capacity) {
    this(clock, capacity, _ -> {});
  }

  /**
   * @param capacity how many events are kept, at least 1
   * @param audience told of every event when it happens and each time it happens again, in order;
   *     must not wait, and must not ask this log
   */
  public EventLog(InstantSource clock, int capacity, Consumer<Event> audience) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", allowed is 1 and more");
    }
    this.clock = clock;
    this.capacity = capacity;
    this.audience = audience;
  }

  @Override
  public void accept(Report report) {
    lock.lock();
    try {
      var changes = Changes.between(before, report);
      before = report;
      changes.forEach(change -> add(report.at(), change));
      var still =
          changes.stream()
              .map(Change::repeats)
              .filter(Objects::nonNull)
              .collect(Collectors.toSet());
      repeating
          .keySet()
          .removeIf(key -> !key.startsWith(CONFIGURATION) && !Repeats.goesOn(key, still));
    } finally {
      lock.unlock();
    }
  }

  /** A changed configuration file has come into force. */
  public void configurationReloaded() {
    lock.lock();
    try {
      repeating.keySet().removeIf(key -> key.startsWith(CONFIGURATION));
      add(clock.instant(), Change.ofNode(EventKind.CONFIGURATION_RELOADED, "is now in force"));
    } finally {
      lock.unlock();
    }
  }

  /** A changed configuration file has not come into force; the old one stays. */
  public void configurationRefused(List<String> problems) {
    lock.lock();
    try {
      var message = String.join("; ", problems);
      add(
          clock.instant(),
          Change.ofNode(EventKind.CONFIGURATION_REFUSED, message)
              .repeating(CONFIGURATION + message));
    } finally {
      lock.unlock();
    }
  }

  /** An incident is over and kept; each is an event of its own. */
  public void incident(Incident incident) {
    var place = incident.place();
    var message =
        "%s (incident %s: %s)"
            .formatted(incident.cause().sentence(), incident.id(), incident.kind().word());
    tell(new Change(EventKind.INCIDENT, place.pod(), place.subject(), message, null));
  }

  /** More of a pod's memory lies on other NUMA nodes than its own. */
  public void remoteMemory(RemoteMemory.Grown grown) {
    var pod = grown.pod().pod();
    var subject = pod.namespace() + "/" + pod.name();
    tell(new Change(EventKind.REMOTE_MEMORY, pod.uid(), subject, grown.said(), null));
  }

  /** A thread of a class waited for a disk. */
  public void threadFaulted(ThreadFaults.Faulted faulted) {
    tell(Change.ofPod(EventKind.THREAD_MAJOR_FAULTS, faulted.pod(), faulted.said()));
  }

  private void tell(Change change) {
    lock.lock();
    try {
      add(clock.instant(), change);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The events after a number.
   *
   * @param seq 0 for all that are kept
   */
  public EventsView since(long seq) {
    lock.lock();
    try {
      var oldest = latest - events.size() + 1;
      return new EventsView(
          latest,
          seq + 1 < oldest || seq > latest,
          List.copyOf(events.tailMap(seq > latest ? 0L : seq, false).values()));
    } finally {
      lock.unlock();
    }
  }

  /** Writes have lines of their own, each with more than an event holds: {@link ActionLog}. */
  private static void log(Change change) {
    if (WRITES.contains(change.kind())) {
      return;
    }
    LOG.atLevel(WARNINGS.contains(change.kind()) ? Level.WARN : Level.INFO)
        .addKeyValue("event", change.kind().word())
        .addKeyValue("subject", change.subject())
        .addKeyValue("podUid", change.pod())
        .log("{} {}: {}", change.kind().word(), change.subject(), change.message());
  }

  private void add(Instant at, Change change) {
    var key = change.repeats();
    var known = key == null ? null : repeating.get(key);
    var again =
        known == null ? null : events.computeIfPresent(known, (_, e) -> e.again(at, change));
    if (again != null) {
      audience.accept(again);
      return;
    }
    latest++;
    var event = Event.of(latest, at, change);
    events.put(latest, event);
    log(change);
    if (key != null) {
      repeating.put(key, latest);
    }
    if (events.size() > capacity) {
      events.pollFirstEntry();
    }
    audience.accept(event);
  }
}

package io.audionode.agent.report.events;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, once or several times in a row.
 *
 * @param seq counted from 1 since the agent started
 * @param at when it first happened
 * @param lastAt when it last happened
 * @param count how often; grows without a new number
 * @param kind a word of {@link EventKind}
 * @param pod the pod's UID, null when it concerns the node
 * @param subject the pod's namespace and name, or {@code node}
 */
public record Event(
    long seq,
    Instant at,
    Instant lastAt,
    long count,
    String kind,
    @Nullable String pod,
    String subject,
    String message) {
  public Event {
    requireNonNull(at, "at is null");
    requireNonNull(lastAt, "lastAt is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(message, "message is null");
  }

  static Event of(long seq, Instant at, Change change) {
    return new Event(
        seq, at, at, 1, change.kind().word(), change.pod(), change.subject(), change.message());
  }

  Event again(Instant now, Change change) {
    return new Event(seq, at, now, count + 1, kind, pod, subject, change.message());
  }
}

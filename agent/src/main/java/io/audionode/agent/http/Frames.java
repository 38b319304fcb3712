package io.audionode.agent.http;

import io.audionode.agent.model.Recent;
import io.audionode.agent.report.pressure.EventId;
import io.audionode.agent.report.pressure.GapView;
import io.audionode.agent.report.pressure.PressureEventView;
import io.audionode.agent.report.status.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * Server-sent events as text (HTML Living Standard, 9.2.6). Clients mostly want the same events at
 * the same time, so the text of the latest is made once. On the event loop only.
 */
final class Frames {
  static final String MEDIA_TYPE = "text/event-stream";

  private static final int KEPT = 64;
  private static final int RETRY_MILLIS = 2_000;

  private final Map<Long, Buffer> events = new Recent<>(KEPT);

  /** Where a stream begins, so that a client that loses it at once resumes there too. */
  Buffer open(EventId from) {
    return Buffer.buffer(
        "retry: %d\nid: %s\nevent: open\ndata: {\"latest\":\"%s\"}\n\n"
            .formatted(RETRY_MILLIS, from, from));
  }

  Buffer event(EventId id, PressureEventView event) {
    return events.computeIfAbsent(
        event.seq(), _ -> Buffer.buffer("id: %s\n%s".formatted(id, data("pressure", event))));
  }

  /** Has no id: a client that is gone before the next event asks for the same again. */
  Buffer gap(GapView gap) {
    return Buffer.buffer(data("gap", gap));
  }

  /** Has no id either: it tells all that is known, so that nothing is missed without it. */
  Buffer migration(MigrationsOfPod migrations) {
    return Buffer.buffer(data("migration", migrations));
  }

  /** A comment with an id, which clients keep although no event comes with it. */
  Buffer heartbeat(EventId position) {
    return Buffer.buffer(": heartbeat\nid: %s\n\n".formatted(position));
  }

  private static String data(String name, Object view) {
    return "event: %s\ndata: %s\n\n".formatted(name, Json.text(view));
  }
}

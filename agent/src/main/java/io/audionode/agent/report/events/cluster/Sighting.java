package io.audionode.agent.report.events.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A notice and how often there was cause for it.
 *
 * @param first when the first cause was
 * @param last when the latest was
 * @param count at least 1
 */
record Sighting(Notice notice, Instant first, Instant last, int count) {
  Sighting {
    requireNonNull(notice, "notice is null");
    requireNonNull(first, "first is null");
    requireNonNull(last, "last is null");
  }

  static Sighting first(Notice notice, Instant at) {
    return new Sighting(notice, at, at, 1);
  }

  Sighting again(Instant at) {
    return counted(count + 1, at);
  }

  Sighting counted(int total, Instant at) {
    return new Sighting(notice, first, at, total);
  }
}

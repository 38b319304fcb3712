package io.audionode.agent.report.events.cluster;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;

/**
 * What an Event object says. Two that are equal are one object with a count.
 *
 * @param warning its type: Warning or Normal
 * @param reason a word in CamelCase, for programs
 * @param note a line for people, at most 1024 characters
 */
record Notice(Regarding regarding, boolean warning, String reason, String note) {
  /** The API's own bound (pkg/apis/core/validation/events.go, NoteLengthLimit). */
  static final int MAX_NOTE = 1024;

  Notice {
    requireNonNull(regarding, "regarding is null");
    requireNonNull(reason, "reason is null");
    note = Excerpt.of(note, MAX_NOTE);
  }

  String type() {
    return warning ? "Warning" : "Normal";
  }
}

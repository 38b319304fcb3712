package io.audionode.agent.report.events.cluster;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import java.nio.charset.StandardCharsets;

/**
 * What an Event object says. Two that are equal are one object with a count.
 *
 * @param warning its type: Warning or Normal
 * @param reason a word in CamelCase, for programs
 * @param note a line for people, at most 1024 bytes of UTF-8
 */
record Notice(Regarding regarding, boolean warning, String reason, String note) {
  /** The API's own bound (pkg/apis/core/validation/events.go, NoteLengthLimit). */
  static final int MAX_NOTE_BYTES = 1024;

  /** The ellipsis of a cut has three bytes. */
  private static final int MAX_NOTE = MAX_NOTE_BYTES - 2;

  /** No character of a Java string has more bytes than three. */
  private static final int MAX_FOREIGN_NOTE = MAX_NOTE_BYTES / 3;

  Notice {
    requireNonNull(regarding, "regarding is null");
    requireNonNull(reason, "reason is null");
    note = fitting(note);
  }

  private static String fitting(String note) {
    var text = Excerpt.of(note, MAX_NOTE);
    return text.getBytes(StandardCharsets.UTF_8).length <= MAX_NOTE_BYTES
        ? text
        : Excerpt.of(note, MAX_FOREIGN_NOTE);
  }

  String type() {
    return warning ? "Warning" : "Normal";
  }
}

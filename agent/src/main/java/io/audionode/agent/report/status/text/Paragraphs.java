package io.audionode.agent.report.status.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Blocks of text with an empty line between them; empty blocks are left out. */
final class Paragraphs {
  private final List<String> blocks = new ArrayList<>();

  Paragraphs add(String block) {
    if (!block.isEmpty()) {
      blocks.add(block.endsWith("\n") ? block : block + "\n");
    }
    return this;
  }

  Paragraphs add(String title, String block) {
    return block.isEmpty() ? this : add(title + "\n" + block);
  }

  Paragraphs list(String title, List<String> items) {
    return add(title, items.stream().map(item -> "  " + item + "\n").collect(Collectors.joining()));
  }

  String text() {
    return String.join("\n", blocks);
  }

  /** The two largest units: {@code 3 h 12 min}. */
  static String human(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toMinutes() > 0
        ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
        : Math.max(0, duration.toSeconds()) + " s";
  }
}

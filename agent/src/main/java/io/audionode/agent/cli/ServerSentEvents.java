package io.audionode.agent.cli;

import java.util.function.BiConsumer;

/** Puts the lines of a stream together (HTML Living Standard, 9.2.6). For one thread. */
final class ServerSentEvents {
  private final BiConsumer<String, String> audience;
  private String name = "";
  private String data = "";
  private String id = "";
  private String lastId = "";

  /**
   * @param audience told of the name and the data of every event
   */
  ServerSentEvents(BiConsumer<String, String> audience) {
    this.audience = audience;
  }

  /** The id that came with the last whole event, {@code ""} before the first. */
  String lastId() {
    return lastId;
  }

  /** A connection begins: what the one before left half said is said again. */
  void begin() {
    id = lastId;
    name = "";
    data = "";
  }

  /** Takes the next line. */
  void line(String line) {
    if (line.isEmpty()) {
      end();
      return;
    }
    var colon = line.indexOf(':');
    var field = colon < 0 ? line : line.substring(0, colon);
    var value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
    switch (field) {
      case "id" -> id = value;
      case "event" -> name = value;
      case "data" -> data = data.isEmpty() ? value : data + "\n" + value;
      default -> {} // comments, and fields that a later version may bring
    }
  }

  private void end() {
    lastId = id;
    if (!data.isEmpty()) {
      audience.accept(name, data);
    }
    name = "";
    data = "";
  }
}

package io.audionode.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a benchmark measured, in the order in which it did; distributions in milliseconds. */
final class Figures {
  private final Map<String, String> figures = new LinkedHashMap<>();

  Figures put(String name, Object value) {
    figures.put(name, value.toString());
    return this;
  }

  /** Number, least, 50 %, 90 %, 99 % and most. */
  Figures put(String name, Stream<Duration> times) {
    var all = Distribution.of(times.toList());
    return put(
        name,
        Stream.of(all.min(), all.p50(), all.p90(), all.p99(), all.max())
            .map(Figures::millis)
            .collect(Collectors.joining(" ", all.count() + " ", "")));
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
  }

  List<String> lines() {
    return figures.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
  }

  void write(Path file) throws IOException {
    Files.write(file, lines());
  }
}

package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.ProcessMemory.Mappings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What is kept of one process. Guarded by its owner. */
final class ProcessTrack {
  /** Less than what {@code smaps} is read apart. */
  private static final Duration SPACING = Duration.ofSeconds(45);

  private final Series series = new Series(MappedKind.values().length, SPACING);
  private Duration age = Duration.ZERO;

  void read(Mappings mappings) {
    series.add(mappings.nanos(), MappedKind.sample(mappings.smaps()));
    age = mappings.age();
  }

  OptionalLong latest(MappedKind kind) {
    return series.latest(kind.column());
  }

  /** A process that was started within the window began with nothing. */
  Optional<Grown> grown(MappedKind kind, Window window) {
    return series.grown(kind.column(), window).or(() -> sinceStart(kind, window));
  }

  private Optional<Grown> sinceStart(MappedKind kind, Window window) {
    var now = latest(kind);
    return now.isPresent() && window.holds(age)
        ? Optional.of(new Grown(now.getAsLong(), age, true))
        : Optional.empty();
  }

  int bytes() {
    return series.bytes();
  }
}

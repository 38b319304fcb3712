package io.audionode.agent.observe;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Alarms;
import io.audionode.agent.model.Migration;
import io.audionode.agent.model.SeenThread;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What threads of their own have seen beside the loop, as of now.
 *
 * @param alarms which pods memory pressure hurts
 * @param threads the threads of audio pods; empty where nobody sweeps them, and each look has to
 * @param migrations which containers' pages are on their way
 */
public record Witnesses(
    Supplier<Alarms> alarms,
    Optional<Supplier<List<SeenThread>>> threads,
    Supplier<List<Migration>> migrations) {
  /** Nobody watches beside the loop. */
  public static final Witnesses NONE = new Witnesses(() -> Alarms.NONE, Optional.empty(), List::of);

  public Witnesses {
    requireNonNull(alarms, "alarms is null");
    requireNonNull(threads, "threads is null");
    requireNonNull(migrations, "migrations is null");
  }
}

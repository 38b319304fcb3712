package io.audionode.agent.model.pressure;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Pressure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trigger fired, or without PSI a sample showed that pages were lost.
 *
 * @param at when the agent was woken, or took the sample, wall clock
 * @param nanos the same moment on the monotonic clock; what was read comes after it
 * @param trigger which one, null for a sample
 * @param now what was read then
 * @param growth since the last pass with an event of this cgroup, or since it is watched; events of
 *     one pass share it
 * @param node what the machine has left, null when it could not be read
 * @param neighbours those that grew most, largest first
 * @param actions what is being done about it, in words; the first event of many comes before
 *     anything is
 */
public record PressureEvent(
    Instant at,
    long nanos,
    Pressure.@Nullable Trigger trigger,
    Reading now,
    Growth growth,
    Judgement judgement,
    @Nullable NodeMemory node,
    List<Neighbour> neighbours,
    List<String> actions) {
  public PressureEvent {
    requireNonNull(at, "at is null");
    requireNonNull(now, "now is null");
    requireNonNull(growth, "growth is null");
    requireNonNull(judgement, "judgement is null");
    neighbours = List.copyOf(neighbours);
    actions = List.copyOf(actions);
  }

  public Watched watched() {
    return now.watched();
  }
}

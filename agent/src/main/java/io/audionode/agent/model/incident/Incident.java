package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.pressure.Neighbour;
import io.audionode.agent.model.pressure.NodeMemory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that befell an audio pod, with what was recorded before it.
 *
 * @param id letters, digits and hyphens; sorts by time
 * @param at when it was first noticed, wall clock
 * @param kind the gravest of what was noticed
 * @param signals what was noticed, in words, in order
 * @param victims who was killed
 * @param samples of the seconds of the last minute in which memory changed, oldest first; some of
 *     them may be later than {@code at}
 * @param knobs control files of the pod, as the loop last saw them when it was first noticed
 * @param knobChanges how they changed in the minute before and until it was over, oldest first
 * @param neighbours pods that did not ask and grew most, largest first
 * @param node what the machine had left, null when it could not be read
 */
public record Incident(
    String id,
    Instant at,
    Place place,
    IncidentKind kind,
    Cause cause,
    List<String> signals,
    List<Victim> victims,
    List<Sample> samples,
    List<KnobLook> knobs,
    List<KnobChange> knobChanges,
    List<Neighbour> neighbours,
    @Nullable NodeMemory node) {
  public Incident {
    requireNonNull(id, "id is null");
    requireNonNull(at, "at is null");
    requireNonNull(place, "place is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(cause, "cause is null");
    signals = List.copyOf(signals);
    victims = List.copyOf(victims);
    samples = List.copyOf(samples);
    knobs = List.copyOf(knobs);
    knobChanges = List.copyOf(knobChanges);
    neighbours = List.copyOf(neighbours);
  }
}

package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A control file was found to hold another value than at the look before, or another one was wished
 * for.
 *
 * @param at when a look of the recorder learned of it, up to a second after the run of the loop
 */
public record KnobChange(Instant at, KnobLook knob) {
  public KnobChange {
    requireNonNull(at, "at is null");
    requireNonNull(knob, "knob is null");
  }
}

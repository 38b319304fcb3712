/**
 * What is known of memory pressure (PSI): which cgroups are watched by which triggers, what was
 * read there, and what a trigger that fired means.
 *
 * <p>Immutable values, made by {@code observe.pressure}, told to people by {@code report}. Pure: no
 * I/O, no clock.
 */
@NullMarked
package io.audionode.agent.model.pressure;

import org.jspecify.annotations.NullMarked;

/**
 * What is known of an incident: an audio pod lost a process for want of memory, reached its limit,
 * or hurt under pressure. The samples before it, who was killed, and the cause in plain words.
 *
 * <p>Immutable values, made by {@code observe.incidents}, kept and told to people by {@code
 * report.incidents}. Pure: no I/O, no clock.
 */
@NullMarked
package io.audionode.agent.model.incident;

import org.jspecify.annotations.NullMarked;

/**
 * What audio pods' memory is made of: which cgroups and processes are looked at, and what was read
 * there.
 *
 * <p>Immutable values, made by {@code observe.memory}, told to people by {@code report}. Pure: no
 * I/O, no clock.
 */
@NullMarked
package io.audionode.agent.model.memory;

import org.jspecify.annotations.NullMarked;

/**
 * The only code that writes: to cgroups, to {@code /proc}, and, before that, to the journal.
 *
 * <p>Each action ends in an {@code Outcome}; one that fails never keeps the others from being done.
 */
@NullMarked
package io.audionode.agent.apply;

import org.jspecify.annotations.NullMarked;

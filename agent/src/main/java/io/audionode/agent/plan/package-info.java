/**
 * What to write, in which order, and why: the difference between the desired node and the seen one,
 * as data.
 *
 * <p>Pure: no I/O, no clock. {@code apply} carries a plan out; printing it is the dry run; a plan
 * for a node nobody desires anything of is the undo.
 */
@NullMarked
package io.audionode.agent.plan;

import org.jspecify.annotations.NullMarked;

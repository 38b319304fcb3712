/**
 * Putting everything back, and proving it.
 *
 * <p>Uses the flow's own observer, planner and applier: undo is a plan for a node nobody desires
 * anything of.
 */
@NullMarked
package io.audionode.agent.restore;

import org.jspecify.annotations.NullMarked;

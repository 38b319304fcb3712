/**
 * Reads the node: kernel files and pods become one immutable snapshot. Writes nothing.
 *
 * <p>First step of the flow; {@code desired} comes next.
 */
@NullMarked
package io.audionode.agent.observe;

import org.jspecify.annotations.NullMarked;

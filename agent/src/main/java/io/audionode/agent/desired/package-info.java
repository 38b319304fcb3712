/**
 * What the node should look like: a pure function of a snapshot and the configuration.
 *
 * <p>Does no I/O, reads no clock and knows nothing of how a wish is carried out. {@code observe}
 * comes before it, {@code plan} after it.
 */
@NullMarked
package io.audionode.agent.desired;

import org.jspecify.annotations.NullMarked;

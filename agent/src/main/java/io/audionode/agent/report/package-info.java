/**
 * What a run saw, wanted and did, handed to everybody who tells people: status, metrics, events.
 *
 * <p>Last step of the flow. Writes nothing to the node.
 */
@NullMarked
package io.audionode.agent.report;

import org.jspecify.annotations.NullMarked;

/**
 * What happened, in order: consecutive reports compared and kept in a bounded ring.
 *
 * <p>The comparison is pure; the ring is read by any thread. Knows nothing of HTTP.
 */
@NullMarked
package io.audionode.agent.report.events;

import org.jspecify.annotations.NullMarked;

/**
 * What the agent has seen, as immutable values: pods as the API describes them, cgroups and
 * processes as the kernel shows them, and what the journal remembers.
 *
 * <p>Filled by {@code observe}, read by {@code desired}, {@code plan} and {@code report}. Holds no
 * decision and does no I/O.
 */
@NullMarked
package io.audionode.agent.model;

import org.jspecify.annotations.NullMarked;

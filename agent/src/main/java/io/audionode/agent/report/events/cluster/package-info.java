/**
 * What {@code kubectl} shows: Events on pods and on the node, and the node's condition, label and
 * annotations.
 *
 * <p>Says again what {@code report.events} and {@code report.status} say and finds out nothing of
 * its own. What to say, how often and when is pure; {@code EventObjects} and {@code NodeObject}
 * alone speak to the API, on two threads that the loop never waits for.
 */
@NullMarked
package io.audionode.agent.report.events.cluster;

import org.jspecify.annotations.NullMarked;

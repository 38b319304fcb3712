/**
 * Watches memory pressure (PSI) of the node, of {@code audio/node<N>} and of every audio pod.
 *
 * <p>Each run of the loop says, by a pure function, which triggers are wanted; one thread keeps
 * those armed, waits for all of them in one epoll instance, reads the counters when one fires and
 * hands {@link io.audionode.agent.model.pressure.PressureLook}s on to {@code report.pressure}.
 * Arming opens a pressure file and subscribes to it; nothing of the node changes by it. Knows
 * nothing of who is told.
 */
@NullMarked
package io.audionode.agent.observe.pressure;

import org.jspecify.annotations.NullMarked;

/**
 * Memory pressure for people and programs: the latest events in a ring with numbers, the state of
 * every watched cgroup with a short history, and the views of both.
 *
 * <p>Hears {@code PressureLook}s from {@code observe.pressure}; read by any thread. Bounded in all
 * it keeps. Knows nothing of HTTP.
 */
@NullMarked
package io.audionode.agent.report.pressure;

import org.jspecify.annotations.NullMarked;

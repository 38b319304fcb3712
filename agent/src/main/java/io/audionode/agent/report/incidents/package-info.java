/**
 * Incidents for people and programs: a bounded book of the latest, their files, which outlive the
 * agent, and the views of both.
 *
 * <p>Hears {@code Incident}s from {@code observe.incidents}; read by any thread. Files are written
 * by {@code journal}, on a thread that nobody waits for. Knows nothing of HTTP.
 */
@NullMarked
package io.audionode.agent.report.incidents;

import org.jspecify.annotations.NullMarked;

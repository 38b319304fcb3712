/**
 * What the threads of a pod's classes use and suffer, for people and programs.
 *
 * <p>Hears {@code ThreadLook}s from {@code observe.threads}; read by any thread. Knows nothing of
 * HTTP, and no clock.
 */
@NullMarked
package io.audionode.agent.report.threads;

import org.jspecify.annotations.NullMarked;

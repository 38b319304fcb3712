/**
 * What audio pods' memory is made of, and what of it grew, for people and programs: a bounded
 * history of every pod, and views of it.
 *
 * <p>Hears {@code MemoryLook}s from {@code observe.memory}; read by any thread. Knows nothing of
 * HTTP, and no clock: ages are differences of the monotonic times in what it hears.
 */
@NullMarked
package io.audionode.agent.report.memory;

import org.jspecify.annotations.NullMarked;

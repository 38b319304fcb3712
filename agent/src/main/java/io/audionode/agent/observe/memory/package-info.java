/**
 * Reads what audio pods' memory is made of, slowly, on a thread of its own: {@code memory.stat} of
 * their cgroups, and {@code smaps} of their largest processes, which is expensive and bounded by
 * {@link io.audionode.agent.observe.memory.MemoryPace}.
 *
 * <p>Each run of the loop says, by a pure function, which pods there are; {@link
 * io.audionode.agent.model.memory.MemoryLook}s go to {@code report.memory}. Writes nothing, and
 * knows nothing of who is told.
 */
@NullMarked
package io.audionode.agent.observe.memory;

import org.jspecify.annotations.NullMarked;

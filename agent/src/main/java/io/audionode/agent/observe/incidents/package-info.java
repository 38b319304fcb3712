/**
 * Keeps the last minute of every audio pod, notices when something befalls one, and says why.
 *
 * <p>Each run of the loop says, by a pure function, which cgroups are recorded; one thread asks
 * them once a second whether anything happened, reads those in which it did, hears what the
 * kernel's log, the pressure watcher and the loop noticed, makes one {@link
 * io.audionode.agent.model.incident.Incident} of what belongs together, and hands it on to {@code
 * report.incidents}. Writes nothing. Knows nothing of who is told.
 */
@NullMarked
package io.audionode.agent.observe.incidents;

import org.jspecify.annotations.NullMarked;

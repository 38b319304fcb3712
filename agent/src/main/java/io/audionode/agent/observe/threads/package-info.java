/**
 * Sweeps the threads of audio pods on a thread of its own: nothing in a kernel tells of a thread
 * that was made or has changed its policy.
 *
 * <p>Reads only, and asks the loop for a look when a thread is not where or as it is desired.
 */
@NullMarked
package io.audionode.agent.observe.threads;

import org.jspecify.annotations.NullMarked;

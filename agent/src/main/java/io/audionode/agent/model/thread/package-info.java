/**
 * What is known of the threads of audio pods beside the loop: which roots are swept, and what the
 * threads of a class have used and suffered.
 *
 * <p>Values only. Filled by {@code observe.threads}, shown by {@code report.threads}.
 */
@NullMarked
package io.audionode.agent.model.thread;

import org.jspecify.annotations.NullMarked;

/**
 * How each thread that looks again and again is doing, and by which clocks: when it looked last,
 * how often that failed and why. What fails in such a thread is caught here and nowhere else. Knows
 * nothing of what is looked at.
 */
@NullMarked
package io.audionode.agent.pulse;

import org.jspecify.annotations.NullMarked;

/**
 * What the agent changed, with the value it found, so that everything can be put back.
 *
 * <p>An append-only file, forced to disk before the write it announces. Only {@code apply} writes
 * it; {@code observe} reads it into the snapshot. Beside it, {@code Documents} keeps what {@code
 * report.incidents} wants kept: all that is written to files is written here.
 */
@NullMarked
package io.audionode.agent.journal;

import org.jspecify.annotations.NullMarked;

/**
 * How the log looks, how much of it there is, and that it is neither flooded nor holds a secret.
 * Knows the library behind slf4j; nobody else does.
 */
@NullMarked
package io.audionode.agent.log;

import org.jspecify.annotations.NullMarked;

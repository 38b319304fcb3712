/** Puts the agent together and starts it. Everything is wired here, by hand. */
@NullMarked
package io.audionode.agent;

import org.jspecify.annotations.NullMarked;

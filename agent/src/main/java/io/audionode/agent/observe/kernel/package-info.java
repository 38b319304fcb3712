/** Reads cgroups, processes and the machine into the values of {@code model}. Writes nothing. */
@NullMarked
package io.audionode.agent.observe.kernel;

import org.jspecify.annotations.NullMarked;

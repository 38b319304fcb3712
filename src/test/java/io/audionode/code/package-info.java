/** What the agent's own code costs, without a kernel: for {@code scripts/bench code}. */
@NullMarked
package io.audionode.code;

import org.jspecify.annotations.NullMarked;

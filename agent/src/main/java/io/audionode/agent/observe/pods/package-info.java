/** Where pods come from. */
@NullMarked
package io.audionode.agent.observe.pods;

import org.jspecify.annotations.NullMarked;

/**
 * The command line: reads arguments, prints answers, sets the exit status. The work itself is
 * handed to {@link io.audionode.agent.cli.Commands}.
 */
@NullMarked
package io.audionode.agent.cli;

import org.jspecify.annotations.NullMarked;

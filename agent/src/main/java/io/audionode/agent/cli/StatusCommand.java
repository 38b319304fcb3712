package io.audionode.agent.cli;

import java.net.URI;

/** Asks the running agent. */
record StatusCommand(URI url, boolean json) {
  int call() {
    return Commands.OK;
  }
}

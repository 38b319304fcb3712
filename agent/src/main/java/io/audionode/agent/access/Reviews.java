package io.audionode.agent.access;

import io.audionode.agent.http.Access.Decision;

/** Finds out whether a token may read a path. Blocks; any thread. */
interface Reviews {
  /**
   * Never throws for what a client sends or an API server answers.
   *
   * @param route a path of the API document, its parameters in braces
   */
  Decision review(String token, String route);
}

package io.audionode.agent.http;

/** What becomes of a request that may be answered: a whole reply, or one that goes on. */
sealed interface Answer permits Reply, Subscription {}

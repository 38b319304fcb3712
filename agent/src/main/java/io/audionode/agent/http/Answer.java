package io.audionode.agent.http;

/**
 * What becomes of a request that may be answered: a whole reply, now or later, or one that goes on.
 */
sealed interface Answer permits Reply, Deferred, Subscription {}

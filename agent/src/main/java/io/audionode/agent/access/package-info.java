/**
 * Who may ask the API on a cluster: the API server is asked whose a bearer token is (TokenReview)
 * and what they may do (SubjectAccessReview).
 *
 * <p>Serves {@code http}, which knows only {@link io.audionode.agent.http.Access}. Asking blocks,
 * so it is done on threads of its own; answers are kept for a short while.
 */
@NullMarked
package io.audionode.agent.access;

import org.jspecify.annotations.NullMarked;

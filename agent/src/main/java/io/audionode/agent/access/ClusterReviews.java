package io.audionode.agent.access;

import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.http.Access.Decision;
import io.audionode.agent.log.Complaints;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server. Needs {@code create} on {@code tokenreviews} and {@code
 * subjectaccessreviews}. Neither token nor the server's own words are logged or answered.
 */
final class ClusterReviews implements Reviews {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterReviews.class);
  private static final String VERB = "get";

  private final GuardedApi api;
  private final Complaints complaints = new Complaints(LOG, System::nanoTime);

  ClusterReviews(GuardedApi api) {
    this.api = api;
  }

  @Override
  public Decision review(String token, String route) {
    try {
      var user = user(token);
      var decision =
          user.isEmpty()
              ? Decision.UNAUTHENTICATED
              : mayRead(user.get(), route) ? Decision.ALLOWED : Decision.FORBIDDEN;
      return decision;
    } catch (KubernetesClientException e) {
      complain(e);
      return Decision.UNAVAILABLE;
    }
  }

  /** Whose the token is; empty for unknown, expired and revoked ones alike. */
  private Optional<UserInfo> user(String token) {
    var review = new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build();
    var status = api.ask(client -> client.tokenReviews().create(review)).getStatus();
    return status == null || !Boolean.TRUE.equals(status.getAuthenticated())
        ? Optional.empty()
        : Optional.ofNullable(status.getUser());
  }

  private boolean mayRead(UserInfo user, String route) {
    var review =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user.getUsername())
            .withUid(user.getUid())
            .withGroups(user.getGroups())
            .withExtra(user.getExtra())
            .withNewNonResourceAttributes(reviewed(route), VERB)
            .endSpec()
            .build();
    var status =
        api.ask(client -> client.authorization().v1().subjectAccessReview().create(review))
            .getStatus();
    return status != null
        && Boolean.TRUE.equals(status.getAllowed())
        && !Boolean.TRUE.equals(status.getDenied());
  }

  /**
   * The non-resource URL that a route is reviewed as. Every cluster lets all its users {@code get}
   * {@code /api/*} (ClusterRole {@code system:discovery}), so the API has a prefix of its own;
   * {@code /metrics} is what roles for Prometheus name anyway.
   */
  private static String reviewed(String route) {
    return route.startsWith("/api/") ? "/audionode" + route : route;
  }

  /** The exception may quote the request, so only its code is told. */
  private void complain(KubernetesClientException e) {
    complaints.warn(
        ("the API server does not review tokens (status %s): the API answers 503 meanwhile; does"
                + " the service account have create on tokenreviews and subjectaccessreviews?")
            .formatted(e.getCode() == 0 ? "none" : e.getCode()));
  }
}

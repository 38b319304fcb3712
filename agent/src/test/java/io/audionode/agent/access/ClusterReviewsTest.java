package io.audionode.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.fixture.TestCluster;
import io.audionode.agent.http.Access.Decision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterReviewsTest {
  private static final String TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

  private final TestCluster cluster = new TestCluster();
  private final ClusterReviews reviews = new ClusterReviews(cluster.api());

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void asksWhoseTheTokenIsAndWhatTheyMay() {
    known().post(ACCESS, 201, status(Map.of("allowed", true)));
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.ALLOWED);
    assertThat(cluster.take().json().at("/spec").toString()).isEqualTo("{\"token\":\"abc\"}");
    var spec = cluster.take().json().get("spec");
    assertThat(spec.get("user").asString()).isEqualTo("system:serviceaccount:mon:prometheus");
    assertThat(spec.get("uid").asString()).isEqualTo("u1");
    assertThat(spec.get("groups").toString()).isEqualTo("[\"system:authenticated\"]");
    assertThat(spec.get("extra").toString()).isEqualTo("{\"scopes\":[\"a\"]}");
    assertThat(spec.get("nonResourceAttributes").toString())
        .isEqualTo("{\"path\":\"/metrics\",\"verb\":\"get\"}");
    assertThat(spec.has("resourceAttributes")).isFalse();
  }

  @Test
  void asksForAPathThatNoClusterGivesToEverybody() {
    known().post(ACCESS, 201, status(Map.of("allowed", true)));
    assertThat(reviews.review("abc", "/api/v1/pods/{uid}")).isEqualTo(Decision.ALLOWED);
    cluster.take();
    assertThat(cluster.take().json().at("/spec/nonResourceAttributes/path").asString())
        .isEqualTo("/audionode/api/v1/pods/{uid}");
  }

  @Test
  void knowsNobodyWhomTheClusterDoesNotKnow() {
    cluster.post(TOKENS, 201, status(Map.of("authenticated", false, "error", "expired")));
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAUTHENTICATED);
    cluster.post(TOKENS, 201, status(Map.of()));
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAUTHENTICATED);
    cluster.post(TOKENS, 201, Map.of());
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAUTHENTICATED);
  }

  @Test
  void forbidsWhatIsNotAllowedOrDenied() {
    known().post(ACCESS, 201, status(Map.of("allowed", false)));
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.FORBIDDEN);
    known().post(ACCESS, 201, status(Map.of("allowed", true, "denied", true)));
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.FORBIDDEN);
    known().post(ACCESS, 201, Map.of());
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.FORBIDDEN);
  }

  @Test
  void cannotSayWhenTheServerIsInTroubleOrRefusesToReview() {
    cluster.post(TOKENS, 500, Map.of());
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAVAILABLE);
    cluster.post(TOKENS, 403, Map.of());
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAVAILABLE);
    known().post(ACCESS, 503, Map.of());
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAVAILABLE);
  }

  @Test
  void cannotSayWhenNobodyListens() {
    cluster.away();
    assertThat(reviews.review("abc", "/metrics")).isEqualTo(Decision.UNAVAILABLE);
  }

  private TestCluster known() {
    return cluster.post(
        TOKENS,
        201,
        status(
            Map.of(
                "authenticated",
                true,
                "user",
                Map.of(
                    "username",
                    "system:serviceaccount:mon:prometheus",
                    "uid",
                    "u1",
                    "groups",
                    List.of("system:authenticated"),
                    "extra",
                    Map.of("scopes", List.of("a"))))));
  }

  private static Map<String, Object> status(Map<String, Object> status) {
    return Map.of("status", status);
  }
}

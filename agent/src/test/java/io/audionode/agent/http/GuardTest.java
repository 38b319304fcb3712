package io.audionode.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.http.Access.Decision;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile CompletionStage<Decision> decision =
      CompletableFuture.completedStage(Decision.ALLOWED);
  private final TestApi api = TestApi.guarded(this::judge).with(HttpApiTest.report());

  @AfterEach
  void close() {
    api.close();
  }

  private CompletionStage<Decision> judge(@Nullable String token, String route) {
    asked.add(token + " " + route);
    return decision;
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/status, /api/v1/status",
    "/api/v1/pods/uid-mixer, /api/v1/pods/{uid}",
    "/api/v1/events?since=0, /api/v1/events",
    "/metrics, /metrics",
  })
  void asksAboutTheRouteAndLetsThroughWhatIsAllowed(String path, String route) {
    assertThat(get(path, "Bearer abc.def").statusCode()).isEqualTo(200);
    assertThat(asked).containsExactly("abc.def " + route);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/openapi.yaml"})
  void asksNobodyAboutWhatIsOpen(String path) {
    refuse(Decision.UNAUTHENTICATED);
    assertThat(api.get(path).statusCode()).isEqualTo(200);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic YTpi",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer a,b",
        "bearerabc",
        "Bearer =",
        ""
      })
  void takesNothingElseForAToken(String authorization) {
    get("/metrics", authorization);
    assertThat(asked).containsExactly("null /metrics");
  }

  @Test
  void takesNoneOfSeveralTokens() {
    api.send(
        "/metrics",
        request -> request.header("Authorization", "Bearer a").header("Authorization", "Bearer b"));
    assertThat(asked).containsExactly("null /metrics");
  }

  @Test
  void knowsTheSchemeInAnyCase() {
    get("/metrics", "BEARER a");
    assertThat(asked).containsExactly("a /metrics");
  }

  @Test
  void wantsATokenWithoutSayingWhatIsWrongWithThisOne() {
    refuse(Decision.UNAUTHENTICATED);
    var wrong = get("/api/v1/pods", "Bearer secret-token");
    var none = api.get("/api/v1/pods");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(wrong.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(wrong.body()).isEqualTo(none.body()).doesNotContain("secret-token", "mixer");
  }

  @Test
  void forbidsAndSaysWhoGivesTheRight() {
    refuse(Decision.FORBIDDEN);
    var answer = get("/metrics", "Bearer a");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("audionode-reader").doesNotContain("audionode_pods");
  }

  @Test
  void isUnavailableWhileNobodyCanSay() {
    refuse(Decision.UNAVAILABLE);
    var answer = get("/metrics", "Bearer a");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void isUnavailableWhenAskingFails() {
    decision = CompletableFuture.failedStage(new IllegalStateException("secret"));
    var answer = get("/metrics", "Bearer a");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void answersOthersWhileSomebodyIsStillJudged() {
    var slow = new CompletableFuture<Decision>();
    decision = slow;
    var waiting = CompletableFuture.supplyAsync(() -> get("/metrics", "Bearer a"));
    assertThat(api.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(waiting).isNotDone();
    slow.complete(Decision.ALLOWED);
    assertThat(waiting.join().statusCode()).isEqualTo(200);
  }

  @Test
  void judgesBeforeItLooksAtTheRestOfTheRequest() {
    refuse(Decision.UNAUTHENTICATED);
    assertThat(api.get("/api/v1/pods?nonsense=1").statusCode()).isEqualTo(401);
    assertThat(api.send("GET", "/api/v1/pods", "{}").statusCode()).isEqualTo(401);
    assertThat(api.send("HEAD", "/api/v1/pods", "").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1//pods", "//metrics", "/healthz/../metrics", "/%6detrics", "/metrics/"})
  void cannotBePassedByAnotherSpelling(String target) throws IOException {
    refuse(Decision.UNAUTHENTICATED);
    assertThat(api.raw("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .containsPattern("^HTTP/1.1 40[14] ")
        .doesNotContain("audionode_pods", "uid-mixer");
  }

  private void refuse(Decision refusal) {
    decision = CompletableFuture.completedStage(refusal);
  }

  private HttpResponse<String> get(String path, String authorization) {
    return api.send(path, request -> request.header("Authorization", authorization));
  }
}

package io.audionode.agent.observe.pods.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.audionode.agent.model.Excerpt;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the API server and waits for what it says. Everything read is bounded. One thread. */
final class ApiServer {
  /** A page of pods that are as large as etcd takes them. */
  private static final int MAX_BODY = 96 * 1024 * 1024;

  private static final int MAX_MESSAGE = 300;

  private final HttpClient http;
  private final String address;
  private final Duration patience;
  private final JsonObjects json;

  /**
   * Sends nothing yet.
   *
   * @param patience for the whole of one answer
   */
  ApiServer(KubernetesClient client, Duration patience, JsonObjects json) {
    this.http = client.getHttpClient();
    this.address = client.getMasterUrl().toString();
    this.patience = patience;
    this.json = json;
  }

  /** The object that answers. */
  Map<?, ?> object(Ask ask) throws ApiException, InterruptedException {
    try (var stream = open(ask)) {
      return json.object(ask, body(ask, stream));
    }
  }

  /** The events of a watch. */
  Lines lines(Ask ask) throws ApiException, InterruptedException {
    return new Lines(ask, open(ask));
  }

  private ByteStream open(Ask ask) throws ApiException, InterruptedException {
    var request =
        http.newHttpRequestBuilder()
            .uri(address + ask.path())
            .header("Accept", ask.form())
            .forStreaming()
            .build();
    var stream = new ByteStream();
    var response = answer(ask, http.consumeBytes(request, stream));
    stream.begin(response.body());
    if (!response.isSuccessful()) {
      try (stream) {
        throw refused(ask, response.code(), json.message(body(ask, stream)));
      }
    }
    return stream;
  }

  private HttpResponse<AsyncBody> answer(Ask ask, CompletableFuture<HttpResponse<AsyncBody>> coming)
      throws ApiException, InterruptedException {
    var answered = false;
    try {
      var response = coming.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      answered = true;
      return response;
    } catch (ExecutionException e) {
      throw broken(ask, e);
    } catch (TimeoutException e) {
      throw late(ask);
    } finally {
      if (!answered) {
        var _ = coming.thenAccept(response -> response.body().cancel());
      }
    }
  }

  private String body(Ask ask, ByteStream stream) throws ApiException, InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    var body = new ByteArrayOutputStream();
    while (body.size() <= MAX_BODY) {
      var left = Math.max(0, deadline - System.nanoTime());
      switch (stream.take(Duration.ofNanos(left))) {
        case ByteStream.Piece.Some some -> body.writeBytes(some.bytes());
        case ByteStream.Piece.Nothing() -> throw late(ask);
        case ByteStream.Piece.End(var cause) -> {
          if (cause != null) {
            throw broken(ask, cause);
          }
          return body.toString(UTF_8);
        }
      }
    }
    throw new ApiException(0, "%s: the answer is larger than %d bytes".formatted(ask, MAX_BODY));
  }

  private ApiException late(Ask ask) {
    return new ApiException(0, "%s: no answer within %d s".formatted(ask, patience.toSeconds()));
  }

  /** The connection failed. */
  static ApiException broken(Ask ask, Throwable e) {
    var cause = e;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getMessage() == null)) {
      cause = cause.getCause();
    }
    var message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new ApiException(0, "%s: %s".formatted(ask, Excerpt.of(message, MAX_MESSAGE)));
  }

  /** The server answered with an error. */
  static ApiException refused(Ask ask, int status, String message) {
    var remedy =
        switch (status) {
          case 401 ->
              "; it does not know this agent: look at its service account's token or its kubeconfig";
          case 403 ->
              "; RBAC lacks it: give the agent's service account a ClusterRole with the verb %s on %s"
                  .formatted(ask.verb(), ask.resource());
          default -> "";
        };
    return new ApiException(
        status,
        "%s: HTTP %d%s%s"
            .formatted(
                ask,
                status,
                message.isEmpty() ? "" : ": " + Excerpt.of(message, MAX_MESSAGE),
                remedy));
  }
}

package io.audionode.agent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the running agent over HTTP. Waits for each answer; not for more than one thread. */
final class ApiClient implements AutoCloseable {
  private static final int HTTP_OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int UNAUTHORIZED = 401;

  private final URI url;
  private final @Nullable String token;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * Connects to nothing yet.
   *
   * @param token a bearer token, null for none
   */
  ApiClient(URI url, @Nullable String token) {
    this.url = url;
    this.token = token;
  }

  /**
   * The body of a path's answer.
   *
   * @throws ApiException when there is no answer, or another than 200
   */
  String get(String path) throws ApiException, InterruptedException {
    var answer = send(request(path).timeout(PATIENCE), BodyHandlers.ofString());
    if (answer.statusCode() != HTTP_OK) {
      throw new ApiException(Commands.FOUND, answer.body().strip());
    }
    return answer.body();
  }

  /**
   * Follows a stream until it ends.
   *
   * @param lastId the id of the last event known, {@code ""} for none
   * @param line told of every line
   * @throws ApiException when there is no answer, or another than 200
   */
  void stream(String path, String lastId, Consumer<String> line)
      throws ApiException, InterruptedException {
    var request = request(path);
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    var answer = send(request, BodyHandlers.ofLines());
    try (var lines = answer.body()) {
      if (answer.statusCode() != HTTP_OK) {
        throw new ApiException(Commands.FOUND, lines.collect(Collectors.joining("\n")).strip());
      }
      lines.forEach(line);
    } catch (UncheckedIOException e) {
      // It ended in the middle, which is an end as any other: the next one begins where it was.
    }
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(url.resolve(path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws ApiException, InterruptedException {
    try {
      var answer = client.send(request.build(), handler);
      if (answer.statusCode() == UNAUTHORIZED) {
        throw new ApiException(Commands.FOUND, unauthorized());
      }
      return answer;
    } catch (ConnectException e) {
      throw new ApiException(
          Commands.UNFIT,
          "nothing listens at " + url + ": start 'audionode run', or give --url",
          e);
    } catch (IOException e) {
      throw new ApiException(Commands.UNFIT, url + ": " + e, e);
    }
  }

  private String unauthorized() {
    return token == null
        ? "%s wants a token of the cluster: give --token-file FILE".formatted(url)
        : "%s does not take this token: it is unknown or expired".formatted(url);
  }

  @Override
  public void close() {
    client.close();
  }
}

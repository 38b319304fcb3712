package io.audionode.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the running agent over HTTP. Waits for each answer; not for more than one thread. */
final class ApiClient implements AutoCloseable {
  private static final int HTTP_OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Four heartbeats of a stream. */
  private static final Duration MOST_SILENCE = Duration.ofSeconds(60);

  private static final int UNAUTHORIZED = 401;

  private final URI url;
  private final @Nullable String token;
  private final Duration mostSilence;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * Connects to nothing yet.
   *
   * @param token a bearer token, null for none
   */
  ApiClient(URI url, @Nullable String token) {
    this(url, token, MOST_SILENCE);
  }

  /**
   * @param mostSilence how long a stream may say nothing before it counts as ended
   */
  ApiClient(URI url, @Nullable String token, Duration mostSilence) {
    this.url = url;
    this.token = token;
    this.mostSilence = mostSilence;
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
   * Follows a stream until it ends, says nothing for too long or is not wanted any more.
   *
   * @param lastId the id of the last event known, {@code ""} for none
   * @param line told of every line, and says whether it wants more
   * @throws ApiException when there is no answer, or another than 200
   */
  void stream(String path, String lastId, Predicate<String> line)
      throws ApiException, InterruptedException {
    var request = request(path);
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    var answer = send(request, BodyHandlers.ofInputStream());
    try (var body = answer.body();
        var silence = new Silence(body, mostSilence);
        var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
      if (answer.statusCode() != HTTP_OK) {
        throw new ApiException(
            Commands.FOUND, lines.lines().collect(Collectors.joining("\n")).strip());
      }
      var next = lines.readLine();
      while (next != null && line.test(next)) {
        silence.broken();
        next = lines.readLine();
      }
    } catch (IOException | UncheckedIOException e) {
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

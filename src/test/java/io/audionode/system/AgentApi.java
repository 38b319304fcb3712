package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.memory.PodMemoryView;
import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.StatusView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Pattern;

/**
 * The API of an agent that is another process.
 *
 * @param url where it listens, without a path
 */
record AgentApi(String url) {
  private static final Pattern ANSWERS = Pattern.compile("(http://\\S+) answers");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** That of an agent which has said in its log that it answers. */
  static AgentApi of(String log) {
    return new AgentApi(
        ANSWERS
            .matcher(log)
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError("it does not answer: " + log))
            .group(1));
  }

  AgentApi awaitReady() {
    await().atMost(Scenario.PATIENCE).until(() -> get("/readyz").statusCode() == 200);
    return this;
  }

  StatusView status() {
    return Json.read(text("status"), StatusView.class);
  }

  PodMemoryView memory(String uid) {
    return Json.read(text("pods/" + uid + "/memory"), PodMemoryView.class);
  }

  /** What a path below {@code /api/v1} answers. */
  String text(String path) {
    return body("/api/v1/" + path);
  }

  /** What any path answers. */
  String body(String path) {
    return get(path).body();
  }

  private HttpResponse<String> get(String path) {
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}

package io.audionode.agent.cli;

import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.PodsView;
import io.audionode.agent.report.status.StatusView;
import io.audionode.agent.report.status.text.StatusText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;

/** Asks the running agent over HTTP. */
record StatusCommand(URI url, boolean json, PrintWriter out, PrintWriter err) {
  private static final int HTTP_OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  int call() {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var status = get(client, "/api/v1/status?pretty");
      var pods = get(client, "/api/v1/pods");
      for (var answer : List.of(status, pods)) {
        if (answer.statusCode() != HTTP_OK) {
          err.println("audionode: " + answer.body());
          return Commands.FOUND;
        }
      }
      out.print(json ? status.body() : text(status.body(), pods.body()));
      out.flush();
      return Commands.OK;
    } catch (ConnectException e) {
      err.println(
          "audionode: nothing listens at " + url + ": start 'audionode run', or give --url");
      return Commands.UNFIT;
    } catch (IOException | JacksonException e) {
      err.println("audionode: %s: %s".formatted(url, e));
      return Commands.UNFIT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Commands.UNFIT;
    }
  }

  private HttpResponse<String> get(HttpClient client, String path)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static String text(String status, String pods) {
    return StatusText.of(
        Json.read(status, StatusView.class), Json.read(pods, PodsView.class).pods());
  }
}

package io.audionode.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the running agent over HTTP. */
record StatusCommand(URI url, boolean json, PrintWriter out, PrintWriter err) {
  private static final int HTTP_OK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  int call() {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var request = HttpRequest.newBuilder(url.resolve("/api/v1/status?pretty")).timeout(PATIENCE);
      var answer = client.send(request.build(), BodyHandlers.ofString());
      out.println(answer.body());
      return answer.statusCode() == HTTP_OK ? Commands.OK : Commands.FOUND;
    } catch (ConnectException e) {
      err.println(
          "audionode: nothing listens at " + url + ": start 'audionode run', or give --url");
      return Commands.UNFIT;
    } catch (IOException e) {
      err.println("audionode: %s: %s".formatted(url, e));
      return Commands.UNFIT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Commands.UNFIT;
    }
  }
}

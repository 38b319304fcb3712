package io.audionode.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code audionode pressure --follow} with an agent that comes and goes. */
class FollowTest {
  private static final List<Duration> SHORT = Collections.nCopies(3, Duration.ofMillis(10));
  private static final List<Duration> LONG = Collections.nCopies(2_000, Duration.ofMillis(10));

  private final StringWriter out = new StringWriter();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  @Test
  void saysAtOnceThatNothingListens() throws IOException {
    int port;
    try (var agent = agent(0)) {
      port = agent.getLocalPort();
    }
    follow(port, new PrintWriter(out), LONG, Duration.ofMinutes(1));
    assertThat(ended.join()).startsWith("nothing listens at ");
  }

  @Test
  void goesOnWhereItWasWhenTheAgentIsStartedAgainAndEndsWhenItIsNot() throws IOException {
    int port;
    try (var agent = agent(0)) {
      port = agent.getLocalPort();
      follow(port, new PrintWriter(out), LONG, Duration.ofMinutes(1));
      try (var first = agent.accept()) {
        assertThat(lastEventId(first)).isEmpty();
        say(first, "id: 5-1\nevent: gap\ndata: one\n\nid: 5-2\nevent: gap\ndata: ha");
        await().until(() -> !out.toString().isEmpty());
      }
    }
    try (var agent = agent(port);
        var second = agent.accept()) {
      assertThat(lastEventId(second)).isEqualTo("Last-Event-ID: 5-1");
    }
  }

  @Test
  void givesUpAfterTheLastPause() throws IOException {
    try (var only = onlyClient()) {
      lastEventId(only);
      say(only, "\n");
    }
    assertThat(ended.join()).startsWith("nothing listens at ");
  }

  @Test
  void takesSilenceForTheEnd() throws IOException {
    try (var agent = agent(0)) {
      follow(agent.getLocalPort(), new PrintWriter(out), LONG, Duration.ofMillis(50));
      try (var silent = agent.accept()) {
        say(silent, ": heartbeat\n\n");
        try (var next = agent.accept()) {
          assertThat(lastEventId(next)).isEmpty();
        }
      }
    }
  }

  @Test
  void endsWhenNobodyReadsWhatItPrints() throws IOException {
    var closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (var agent = agent(0)) {
      follow(
          agent.getLocalPort(), new PrintWriter(closed, false, UTF_8), LONG, Duration.ofMinutes(1));
      try (var only = agent.accept()) {
        say(only, "event: gap\ndata: one\n\n");
        assertThat(ended.join()).isEmpty();
      }
    }
  }

  private void follow(int port, PrintWriter to, List<Duration> pauses, Duration silence) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (var api = new ApiClient(URI.create("http://127.0.0.1:" + port), null, silence)) {
                new PressureCommand(api, true, to, pauses).follow();
                ended.complete("");
              } catch (ApiException | InterruptedException e) {
                ended.complete(String.valueOf(e.getMessage()));
              }
            });
  }

  /** Nothing listens when it returns. */
  private Socket onlyClient() throws IOException {
    try (var agent = agent(0)) {
      follow(agent.getLocalPort(), new PrintWriter(out), SHORT, Duration.ofMinutes(1));
      return agent.accept();
    }
  }

  private static ServerSocket agent(int port) throws IOException {
    return new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
  }

  /** Reads the head of a request. */
  private static String lastEventId(Socket client) throws IOException {
    var head = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    var found = "";
    for (var line = head.readLine(); !requireNonNull(line).isEmpty(); line = head.readLine()) {
      found = line.startsWith("Last-Event-ID") ? line : found;
    }
    return found;
  }

  private static void say(Socket client, String text) throws IOException {
    var head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    client.getOutputStream().write((head + text).getBytes(UTF_8));
    client.getOutputStream().flush();
  }
}

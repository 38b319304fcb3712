package io.audionode.agent.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that no library would be: raw sockets against the real server. */
class ConnectionsTest {
  private static final Duration HEAD = Duration.ofMillis(600);
  private static final String GET = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

  private final TestApi api = TestApi.limited(new Limits(4, HEAD, 2, Duration.ofMillis(100)));
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    api.close();
  }

  @Test
  void closesAConnectionThatDripsItsHead() throws Exception {
    var slow = connect();
    var start = System.nanoTime();
    while (isOpen(slow)) {
      assertThat(elapsed(start)).isLessThan(Duration.ofSeconds(8));
      drip(slow);
      Thread.sleep(50);
    }
    assertThat(elapsed(start)).isGreaterThan(HEAD.dividedBy(2));
  }

  @Test
  void closesAConnectionThatSaysNothing() throws IOException {
    var silent = connect();
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void letsAConnectionAskAgainAndAgain() throws Exception {
    var client = connect();
    for (var i = 0; i < 5; i++) {
      send(client, GET);
      assertThat(answer(client)).startsWith("HTTP/1.1 200 ");
      Thread.sleep(HEAD.toMillis() / 3);
    }
    assertThat(client.getInputStream().read()).as("then it is idle").isEqualTo(-1);
  }

  @Test
  void answersProbesWhileSomebodyHoardsConnections() throws IOException {
    for (var i = 0; i < 20; i++) {
      send(connect(), "GET /healthz HT");
    }
    assertThat(api.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void closesTheOneThatWaitsLongestWhenThereAreTooMany() throws IOException {
    var first = connect();
    send(first, GET);
    assertThat(answer(first)).startsWith("HTTP/1.1 200 ");
    for (var i = 0; i < 4; i++) {
      var next = connect();
      send(next, GET);
      assertThat(answer(next)).startsWith("HTTP/1.1 200 ");
    }
    first.setSoTimeout((int) HEAD.toMillis() / 2);
    assertThat(first.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void answersWellAfterAHundredMalformedRequests() throws IOException {
    for (var i = 0; i < 100; i++) {
      api.raw("\0\1\2 / HTTP/9.9\r\n: \r\n\r\n");
    }
    assertThat(api.get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void survivesAClientThatLeavesBeforeItsAnswer() throws IOException {
    for (var i = 0; i < 50; i++) {
      try (var socket = connect()) {
        socket.setSoLinger(true, 0);
        send(socket, GET);
      }
    }
    assertThat(api.get("/healthz").statusCode()).isEqualTo(200);
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), api.port);
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  /** What has arrived of an answer, its status line at least. */
  private static String answer(Socket socket) throws IOException {
    var buffer = new byte[8192];
    var read = socket.getInputStream().read(buffer);
    return read < 0 ? "" : new String(buffer, 0, read, US_ASCII);
  }

  private static void drip(Socket socket) {
    try {
      send(socket, "G");
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe|closed).*");
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}

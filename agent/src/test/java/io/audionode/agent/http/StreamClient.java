package io.audionode.agent.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A raw client of a stream: it reads only when told to. */
final class StreamClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Socket socket;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean ended;

  private StreamClient(Socket socket) {
    this.socket = socket;
  }

  /** Asks, and reads nothing. */
  static StreamClient connect(TestApi api, String query, String... headers) {
    try {
      var socket = new Socket();
      socket.setReceiveBufferSize(4 * 1024); // so that it is soon full when nobody reads
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port));
      var head = "GET /api/v1/pressure/stream" + query + " HTTP/1.1\r\nHost: a\r\n";
      for (var header : headers) {
        head += header + "\r\n";
      }
      socket.getOutputStream().write((head + "\r\n").getBytes(UTF_8));
      return new StreamClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads from now on, on a thread of its own. */
  StreamClient read() {
    Thread.ofVirtual()
        .start(
            () -> {
              try (var in =
                  new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                  lines.add(line);
                }
              } catch (IOException e) {
                lines.add("ended: " + e);
              }
              ended = true;
            });
    return this;
  }

  /** Waits for a line, and what stands before it has come too. */
  StreamClient awaitLine(String start) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .until(() -> lines().stream().anyMatch(line -> line.startsWith(start)) || ended);
    return this;
  }

  StreamClient awaitEvents(int count) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .until(() -> count("data: {\"seq\":") >= count || ended);
    return this;
  }

  StreamClient awaitEnd() {
    await().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(PATIENCE).until(() -> ended);
    return this;
  }

  List<String> lines() {
    return List.of(lines.toArray(String[]::new));
  }

  private long count(String start) {
    return lines().stream().filter(line -> line.startsWith(start)).count();
  }

  /** The data of events of a name, oldest first. */
  List<JsonNode> data(String name) {
    var all = lines();
    return IntStream.range(1, all.size())
        .filter(i -> all.get(i - 1).equals("event: " + name) && all.get(i).startsWith("data: "))
        .mapToObj(i -> JsonMapper.shared().readTree(all.get(i).substring("data: ".length())))
        .toList();
  }

  List<Long> numbers() {
    return data("pressure").stream().map(event -> event.get("seq").asLong()).toList();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

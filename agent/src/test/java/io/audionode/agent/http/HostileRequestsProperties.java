package io.audionode.agent.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.fixture.MemoryLooks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever bytes a client sends, the server blames the client and not itself, hangs up in the end,
 * and goes on answering others.
 */
class HostileRequestsProperties {
  /** How long the server waits for the rest of a request here, so that no try takes long. */
  private static final Limits LIMITS =
      new Limits(128, Duration.ofSeconds(1), 4, Duration.ofMillis(100));

  /** Each waits until the server has given up on its slowest client. */
  private static final int TRIES = 40;

  /** Set by scripts/fuzz: one after the other in each try. */
  private static final int ROUNDS = Integer.getInteger("audionode.fuzz.rounds", 1);

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  /** A stream goes on for as long as its client likes. */
  private static final int ENOUGH_BYTES = 1 << 20;

  private static final Pattern BLAMES_ITSELF = Pattern.compile("HTTP/1\\.[01] (500|502|504|51.)");

  private static final String PLAIN =
      """
      GET /api/v1/pods/uid-mixer?pretty HTTP/1.1\r
      Host: a\r
      Accept: */*\r
      Connection: close\r
      \r
      """;

  private static @Nullable TestApi api;

  @BeforeContainer
  static void listen() {
    api = TestApi.limited(LIMITS).with(HttpApiTest.report()).with(new MemoryLooks().look());
  }

  @AfterContainer
  static void close() {
    api().close();
  }

  private static TestApi api() {
    if (api == null) {
      throw new AssertionError("not open");
    }
    return api;
  }

  @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
  void blamesTheClientAndGoesOn(@ForAll("rounds") List<List<String>> rounds) throws IOException {
    for (var requests : rounds) {
      blamesTheClient(requests);
    }
  }

  private static void blamesTheClient(List<String> requests) throws IOException {
    var sockets = new ArrayList<Socket>();
    for (var request : requests) {
      sockets.add(send(request));
    }
    for (var i = 0; i < requests.size(); i++) {
      try (var socket = sockets.get(i)) {
        var answer = answer(socket);
        assertThat(BLAMES_ITSELF.matcher(answer).find())
            .as("%s to %s", answer, requests.get(i))
            .isFalse();
      }
    }
    await().atMost(DEADLINE).until(HostileRequestsProperties::answersThePlainRequest);
  }

  /** False also when this machine is so busy that the request came too late. */
  private static boolean answersThePlainRequest() throws IOException {
    try (var socket = send(PLAIN)) {
      return answer(socket).startsWith("HTTP/1.1 200 ");
    }
  }

  private static Socket send(String request) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), api().port);
    socket.setSoTimeout((int) DEADLINE.toMillis());
    try {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (SocketException _) {
      // It was hung up on, which is an answer too.
    }
    return socket;
  }

  /** All that comes until the server hangs up; a read that takes too long is a failure. */
  private static String answer(Socket socket) throws IOException {
    var answer = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    try {
      for (var read = 0; read >= 0 && answer.size() < ENOUGH_BYTES; ) {
        answer.write(buffer, 0, read);
        if (answer.toString(ISO_8859_1).contains("text/event-stream")) {
          break;
        }
        read = socket.getInputStream().read(buffer);
      }
    } catch (SocketException _) {
      // Reset: the server had not read all that came.
    }
    return answer.toString(ISO_8859_1);
  }

  @Provide
  Arbitrary<List<List<String>>> rounds() {
    return Arbitraries.frequencyOf(
            Tuple.of(4, composed()),
            Tuple.of(3, damaged()),
            Tuple.of(1, Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(300)))
        .list()
        .ofSize(32)
        .list()
        .ofSize(ROUNDS);
  }

  /** Parts that are well each, or hostile. */
  private static Arbitrary<String> composed() {
    var methods =
        Arbitraries.of(
            "GET",
            "HEAD",
            "POST",
            "OPTIONS",
            "CONNECT",
            "TRACE",
            "PRI",
            "get",
            "",
            "G\0T",
            "É",
            "A".repeat(5000));
    var versions =
        Arbitraries.of(
            "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "http/1.1", "HTTP/", "");
    var headers = header().list().ofMaxSize(5).map(all -> String.join("", all));
    var ends = Arbitraries.of("\r\n", "\r\n", "\n", "", "\r", "\r\n\r\n");
    var bodies =
        Arbitraries.of(
            "", "", "{}", "5\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFF\r\n", "-1\r\n", PLAIN);
    return Combinators.combine(methods, targets(), versions, headers, ends, bodies)
        .as(
            (method, target, version, lines, end, body) ->
                method + " " + target + " " + version + "\r\n" + lines + end + body);
  }

  private static Arbitrary<String> targets() {
    var paths =
        Arbitraries.of(
            "/api/v1/status",
            "/api/v1/pods",
            "/api/v1/pods/uid-mixer",
            "/api/v1/pods/uid-mixer/memory",
            "/api/v1/pods/uid-mixer/threads",
            "/api/v1/node",
            "/api/v1/plan",
            "/api/v1/events",
            "/api/v1/pressure",
            "/api/v1/pressure/stream",
            "/api/v1/incidents",
            "/api/v1/incidents/x",
            "/api/v1/config",
            "/healthz",
            "/readyz",
            "/metrics",
            "/openapi.yaml",
            "*",
            "/",
            "",
            "//",
            "/../../../etc/passwd",
            "/api/v1/pods/..%2f..%2fetc%2fpasswd",
            "/api/v1/pods/%00",
            "/api/v1/pods/%",
            "/%c0%ae",
            "http://other/api/v1/status",
            "http://",
            "a:b:c",
            "/api/v1/pods/" + "%41".repeat(1000),
            "/api/v1/pods/{uid}",
            "/api/v1/pods/\u00ff",
            "/api/v1;x=y/status",
            "example:443");
    var queries =
        Arbitraries.of(
            "",
            "",
            "?",
            "?pretty",
            "?pretty=%",
            "?%zz=%zz",
            "?since=9223372036854775808",
            "?since=-1",
            "?since=999999999999999999",
            "?pod=%00",
            "?kind=none",
            "?cgroup=../..",
            "?a=b&a=c&&&==",
            "?" + "a=b&".repeat(900),
            "#x",
            "?verdict=%f0%28%8c%28",
            "?since=%31");
    return Combinators.combine(paths, queries).as(String::concat);
  }

  private static Arbitrary<String> header() {
    var values =
        Arbitraries.of(
            "",
            "a",
            "*/*",
            "text/html;q=x",
            ";q=;;q=",
            "application/openmetrics-text;q=9e99",
            "close",
            "keep-alive, Upgrade",
            "websocket",
            "h2c",
            "chunked",
            "chunked, chunked",
            "gzip",
            "-1",
            "0",
            "5",
            "99999999999999999999",
            "1, 2",
            "100-continue",
            "bytes=0-,-1,9-1",
            "Bearer",
            "Bearer " + "a".repeat(4000),
            "\u00ff\u0001",
            "a".repeat(9000),
            "1-999999999999",
            "x\0y",
            "\"",
            "=?utf-8?b?x?=",
            "a, b; c=\"d");
    return Combinators.combine(
            Arbitraries.of(
                "Host",
                "Accept",
                "Accept-Encoding",
                "Accept-Language",
                "Accept-Charset",
                "Authorization",
                "Connection",
                "Content-Length",
                "Content-Type",
                "Cookie",
                "Expect",
                "Last-Event-ID",
                "Origin",
                "Range",
                "Referer",
                "Sec-WebSocket-Key",
                "Sec-WebSocket-Version",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "X-Forwarded-Host",
                "X-HTTP-Method-Override",
                "",
                " Host",
                "Ho st"),
            Arbitraries.of(": ", ": ", ":", " : ", ""),
            values,
            Arbitraries.of("\r\n", "\r\n", "\r\n", "\n", "\r\n "))
        .as((name, colon, value, end) -> name + colon + value + end);
  }

  private static Arbitrary<String> damaged() {
    return Combinators.combine(
            Arbitraries.integers().between(0, PLAIN.length() - 1),
            Arbitraries.integers().between(0, 20),
            Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(6))
        .as(
            (at, cut, piece) ->
                PLAIN.substring(0, at)
                    + piece
                    + PLAIN.substring(Math.min(PLAIN.length(), at + cut)));
  }
}

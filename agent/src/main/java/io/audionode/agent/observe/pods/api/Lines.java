package io.audionode.agent.observe.pods.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A watch's answer line by line: each is one event. One thread. */
final class Lines implements AutoCloseable {
  /** etcd takes objects of up to 1.5 MiB; twice that with everything escaped, and some more. */
  static final int MAX_LINE = 4 * 1024 * 1024;

  private final Ask ask;
  private final ByteStream stream;
  private final Deque<String> whole = new ArrayDeque<>();
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean ended;

  Lines(Ask ask, ByteStream stream) {
    this.ask = ask;
    this.stream = stream;
  }

  /**
   * The next line.
   *
   * @return null when none came in that time, or none will
   * @throws ApiException when the connection broke, or a line has no end
   */
  @Nullable String next(Duration atMost) throws ApiException, InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (whole.isEmpty() && !ended) {
      var left = deadline - System.nanoTime();
      switch (stream.take(Duration.ofNanos(Math.max(0, left)))) {
        case ByteStream.Piece.Some some -> add(some.bytes());
        case ByteStream.Piece.Nothing() -> {
          return null;
        }
        case ByteStream.Piece.End(var cause) -> end(cause);
      }
    }
    return whole.poll();
  }

  /** Whether the server ended the watch and every line was taken. */
  boolean ended() {
    return ended && whole.isEmpty();
  }

  private void add(byte[] bytes) throws ApiException {
    var start = 0;
    for (var i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        begun.write(bytes, start, i - start);
        whole.add(begun.toString(UTF_8));
        begun.reset();
        start = i + 1;
      }
    }
    begun.write(bytes, start, bytes.length - start);
    if (begun.size() > MAX_LINE) {
      throw new ApiException(0, "%s: an event is longer than %d bytes".formatted(ask, MAX_LINE));
    }
  }

  private void end(@Nullable Throwable cause) throws ApiException {
    ended = true;
    if (cause != null) {
      throw ApiServer.broken(ask, cause);
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}

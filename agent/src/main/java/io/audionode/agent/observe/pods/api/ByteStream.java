package io.audionode.agent.observe.pods.api;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, taken piece by piece on the reader's thread. The connection is held back
 * while a piece waits, so that a slow reader costs no memory. One reader.
 */
final class ByteStream implements AsyncBody.Consumer<List<ByteBuffer>>, AutoCloseable {
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private @Nullable AsyncBody body;

  /** What comes next. */
  sealed interface Piece {
    /** Some bytes. */
    final class Some implements Piece {
      private final byte[] bytes;

      private Some(List<ByteBuffer> buffers) {
        bytes = new byte[buffers.stream().mapToInt(ByteBuffer::remaining).sum()];
        var to = ByteBuffer.wrap(bytes);
        buffers.forEach(to::put);
      }

      /** The bytes themselves, to be read only. */
      byte[] bytes() {
        return bytes;
      }
    }

    /** Nothing within the time given; there may be more. */
    record Nothing() implements Piece {}

    /** Nothing any more; with a cause when the connection broke. */
    record End(@Nullable Throwable cause) implements Piece {}
  }

  /** In the connection's thread. */
  @Override
  public void consume(List<ByteBuffer> buffers, AsyncBody from) {
    pieces.add(new Piece.Some(buffers));
  }

  /** Lets the body come. */
  void begin(AsyncBody begun) {
    body = begun;
    var _ = begun.done().whenComplete((_, cause) -> pieces.add(new Piece.End(cause)));
    begun.consume();
  }

  Piece take(Duration atMost) throws InterruptedException {
    var piece = pieces.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (piece instanceof Piece.Some && body != null) {
      body.consume();
    }
    return piece == null ? new Piece.Nothing() : piece;
  }

  /** Ends the connection, if it has not ended. */
  @Override
  public void close() {
    if (body != null) {
      body.cancel();
    }
  }
}

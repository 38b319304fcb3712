package io.audionode.agent.cli;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Ends a stream from which nothing comes for too long: a peer that lost its power says no more, and
 * reading has no timeout of its own. Holds a virtual thread until it is closed.
 */
final class Silence implements AutoCloseable {
  private final Semaphore heard = new Semaphore(0);
  private volatile boolean closed;

  /**
   * @param stream closed, from another thread, when nothing was {@link #broken} for so long
   */
  Silence(Closeable stream, Duration most) {
    Thread.ofVirtual().start(() -> watch(stream, most));
  }

  private void watch(Closeable stream, Duration most) {
    try {
      while (heard.tryAcquire(most.toNanos(), NANOSECONDS)) {
        heard.drainPermits();
        if (closed) {
          return;
        }
      }
      stream.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Something came. */
  void broken() {
    heard.release();
  }

  @Override
  public void close() {
    closed = true;
    heard.release();
  }
}

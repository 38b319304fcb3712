package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * The owner of one file descriptor.
 *
 * <p>Safe for use by several threads: {@link #close} takes effect when the last call that uses the
 * descriptor has returned, so a number that the kernel hands out again is never mistaken.
 */
public final class Fd implements AutoCloseable {
  /** The descriptor was used after it was closed. */
  public static final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ClosedException(String label) {
      super(label + " is closed");
    }
  }

  private static final int CLOSED = 1 << 30;

  private final int number;
  private final String label;
  private final IntConsumer closer;

  /** How many calls are using the descriptor, plus {@link #CLOSED} once nobody new may. */
  private final AtomicInteger users = new AtomicInteger();

  Fd(int number, String label, IntConsumer closer) {
    this.number = number;
    this.label = requireNonNull(label, "label is null");
    this.closer = requireNonNull(closer, "closer is null");
  }

  /** What the descriptor is, for people: a path, or a cgroup's path below its mount. */
  public String label() {
    return label;
  }

  /** Runs a call with the number, which stays open until the call has returned. */
  <T> T use(IntFunction<T> call) {
    var open = acquire();
    if (open < 0) {
      throw new ClosedException(label);
    }
    try {
      return call.apply(open);
    } finally {
      release();
    }
  }

  /** The number, which stays open until {@link #release}; -1 and nothing to release if closed. */
  int acquire() {
    if (users.getAndIncrement() < CLOSED) {
      return number;
    }
    release();
    return -1;
  }

  void release() {
    if (users.decrementAndGet() == CLOSED) {
      closeOnce();
    }
  }

  /** A closer that comes second finds the sign changed and leaves the descriptor alone. */
  private void closeOnce() {
    if (users.compareAndSet(CLOSED, CLOSED + CLOSED / 2)) {
      closer.accept(number);
    }
  }

  /** Never fails and may be called again. */
  @Override
  public void close() {
    if (users.getAndUpdate(n -> n >= CLOSED ? n : n + CLOSED) == 0) {
      closeOnce();
    }
  }

  @Override
  public String toString() {
    return label;
  }
}

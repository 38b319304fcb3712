package io.audionode.agent.report.pressure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The latest values, numbered from 1 without a hole; the oldest goes first. Any thread; a reader
 * waits for a writer no longer than copying takes.
 */
final class Ring<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable Object[] values;
  private long latest;

  /**
   * @param capacity how many are kept, at least 1
   */
  Ring(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", allowed is 1 and more");
    }
    values = new Object[capacity];
  }

  /**
   * Values after a number.
   *
   * @param lost how many between that number and the first value are no longer kept
   * @param last the number of the last value here; where there is none, what to ask with next
   * @param values without a hole, up to {@code last}
   */
  record Slice<T>(long lost, long last, List<T> values) {
    Slice {
      values = List.copyOf(values);
    }
  }

  /** Adds the value that is made of its number. */
  T add(LongFunction<T> value) {
    lock.lock();
    try {
      var added = value.apply(latest + 1);
      latest++;
      values[index(latest)] = added;
      return added;
    } finally {
      lock.unlock();
    }
  }

  /** The number of the latest value, 0 before the first. */
  long latest() {
    lock.lock();
    try {
      return latest;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The values after a number, the oldest first.
   *
   * @param number of a value, or 0; a number that was never given counts as the latest
   * @param most how many at once, at least 1
   */
  Slice<T> after(long number, int most) {
    lock.lock();
    try {
      var known = Math.clamp(number, 0, latest);
      var oldest = Math.max(1, latest - values.length + 1);
      var first = Math.max(known + 1, oldest);
      var last = Math.min(latest, first + Math.max(1, most) - 1);
      var found = new ArrayList<T>();
      for (var at = first; at <= last; at++) {
        found.add(at(at));
      }
      return new Slice<>(first - known - 1, Math.max(known, last), found);
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("unchecked") // only add() puts anything there
  private T at(long number) {
    var value = values[index(number)];
    if (value == null) {
      throw new IllegalStateException("number " + number + " was never given");
    }
    return (T) value;
  }

  private int index(long number) {
    return (int) (number % values.length);
  }
}

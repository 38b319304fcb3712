package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException.Malformed;

/**
 * A number or {@code max}: the grammar of limits and protections. The unit is the file's, bytes for
 * memory and a count for pids. {@code max} is greater than every number.
 *
 * <p>No default methods: with them, the records and this interface would initialize each other.
 */
public sealed interface Limit extends Comparable<Limit> {
  Limit MAX = new Max();

  static Limit of(long value) {
    return new Of(value);
  }

  static Limit of(Bytes bytes) {
    return new Of(bytes.value());
  }

  static Limit parse(String text) throws Malformed {
    return text.strip().equals("max") ? MAX : new Of(Numbers.nonNegative(text));
  }

  /** {@code max} or the number. */
  String text();

  boolean isMax();

  /** The tighter of the two. */
  static Limit min(Limit one, Limit other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** The looser of the two. */
  static Limit max(Limit one, Limit other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** No limit. */
  record Max() implements Limit {
    @Override
    public String text() {
      return "max";
    }

    @Override
    public boolean isMax() {
      return true;
    }

    @Override
    public int compareTo(Limit other) {
      return other.isMax() ? 0 : 1;
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /** A number in the file's unit. */
  record Of(long value) implements Limit {
    public Of {
      if (value < 0) {
        throw new IllegalArgumentException("limit is negative: " + value);
      }
    }

    /** The number as an amount of memory. */
    public Bytes bytes() {
      return new Bytes(value);
    }

    @Override
    public String text() {
      return Long.toString(value);
    }

    @Override
    public boolean isMax() {
      return false;
    }

    @Override
    public int compareTo(Limit other) {
      return switch (other) {
        case Max _ -> -1;
        case Of(long others) -> Long.compare(value, others);
      };
    }

    @Override
    public String toString() {
      return text();
    }
  }
}

package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException;
import java.util.Locale;

/** An amount of memory in bytes, never negative. */
public record Bytes(long value) implements Comparable<Bytes> {
  public static final Bytes ZERO = new Bytes(0);

  private static final int KIBI = 1024;
  private static final String UNITS = "KMGTPE";

  public Bytes {
    if (value < 0) {
      throw new IllegalArgumentException("bytes are negative: " + value);
    }
  }

  public static Bytes of(long value) {
    return new Bytes(value);
  }

  public static Bytes ofKibibytes(long kibibytes) {
    return new Bytes(Math.multiplyExact(kibibytes, (long) KIBI));
  }

  public static Bytes ofMebibytes(long mebibytes) {
    return new Bytes(Math.multiplyExact(mebibytes, (long) KIBI * KIBI));
  }

  /** A plain decimal number of bytes. */
  public static Bytes parse(String text) throws KernelException.Malformed {
    return new Bytes(Numbers.nonNegative(text));
  }

  public Bytes plus(Bytes other) {
    return new Bytes(Math.addExact(value, other.value));
  }

  public Bytes minusOrZero(Bytes other) {
    return new Bytes(Math.max(0, value - other.value));
  }

  public Bytes min(Bytes other) {
    return value <= other.value ? this : other;
  }

  public Bytes max(Bytes other) {
    return value >= other.value ? this : other;
  }

  /** As the kernel does with memory limits: down to whole pages. */
  public Bytes roundDownTo(long pageSize) {
    if (pageSize <= 0) {
      throw new IllegalArgumentException("page size is not positive: " + pageSize);
    }
    return new Bytes(value - value % pageSize);
  }

  /** The plain number, as the kernel reads and prints it. */
  public String text() {
    return Long.toString(value);
  }

  /** For people, exact: the largest binary unit that divides the amount, such as {@code 256Mi}. */
  @Override
  public String toString() {
    var amount = value;
    int unit = 0;
    while (amount != 0 && amount % KIBI == 0) {
      amount /= KIBI;
      unit++;
    }
    return unit == 0 ? text() : amount + UNITS.substring(unit - 1, unit) + "i";
  }

  /** For people, rounded to a tenth of a binary unit, such as {@code 203.3Mi}. */
  public String rounded() {
    if (value < KIBI) {
      return text();
    }
    double amount = value;
    int unit = 0;
    // One tenth below the next unit would print as 1024.0.
    while (amount >= KIBI - 0.05) {
      amount /= KIBI;
      unit++;
    }
    var text = String.format(Locale.ROOT, "%.1f", amount);
    var whole = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    return whole + UNITS.charAt(unit - 1) + "i";
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(value, other.value);
  }
}

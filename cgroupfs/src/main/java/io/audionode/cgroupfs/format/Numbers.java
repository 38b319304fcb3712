package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException.Malformed;

/** Decimal numbers as the kernel prints them: ASCII digits, at most one sign, a 64-bit range. */
public final class Numbers {
  private static final int LONGEST = 20;

  private Numbers() {}

  /** A whole number, surrounding white space allowed. */
  public static long signed(String text) throws Malformed {
    var digits = text.strip();
    if (!isPlain(digits)) {
      throw new Malformed("a whole number", text);
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new Malformed("a whole number of 64 bits", text);
    }
  }

  /** A whole number from 0 to 2^63-1, surrounding white space allowed. */
  public static long nonNegative(String text) throws Malformed {
    var number = signed(text);
    if (number < 0 || text.strip().startsWith("-")) {
      throw new Malformed("a number that is not negative", text);
    }
    return number;
  }

  /** Like {@link #nonNegative}, up to 2^31-1. */
  public static int nonNegativeInt(String text) throws Malformed {
    var number = nonNegative(text);
    if (number > Integer.MAX_VALUE) {
      throw new Malformed("a number of 31 bits", text);
    }
    return (int) number;
  }

  private static boolean isPlain(String text) {
    var first = text.startsWith("-") ? 1 : 0;
    for (var i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > first && text.length() <= LONGEST;
  }
}

package io.audionode.cgroupfs.format;

import io.audionode.cgroupfs.sys.KernelException.Malformed;

/** The single value form: one line. */
public final class Single {
  private Single() {}

  /** The value without the line feed at its end. */
  public static String parse(String text) throws Malformed {
    var value = text.strip();
    if (value.indexOf('\n') >= 0) {
      throw new Malformed("one line", text);
    }
    return value;
  }
}

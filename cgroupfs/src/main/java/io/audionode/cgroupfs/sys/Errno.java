package io.audionode.cgroupfs.sys;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * An errno of the running kernel: its number, its name ({@code EBUSY}) and what it says.
 *
 * @param number the value, which differs between architectures
 * @param name the constant's name, or {@code errno 512} for one that has none
 * @param text the C library's wording in lower case
 */
public record Errno(int number, String name, String text) {
  public Errno {
    requireNonNull(name, "name is null");
    requireNonNull(text, "text is null");
  }

  static Errno of(int number) {
    var known = jnr.constants.platform.Errno.valueOf(number);
    if (known == jnr.constants.platform.Errno.__UNKNOWN_CONSTANT__) {
      return new Errno(number, "errno " + number, "unknown error");
    }
    // EOPNOTSUPP and ENOTSUP are one number on Linux; cgroup documents say EOPNOTSUPP.
    var name = known.name().equals("ENOTSUP") ? "EOPNOTSUPP" : known.name();
    return new Errno(number, name, known.description().toLowerCase(Locale.ROOT));
  }
}

package io.audionode.cgroupfs.knob;

import io.audionode.cgroupfs.format.Numbers;
import io.audionode.cgroupfs.sys.KernelException.Malformed;
import java.util.Comparator;
import java.util.regex.Pattern;

/** A kernel's major and minor version, such as 6.12. */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
  private static final Pattern RELEASE = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:[^0-9].*)?");

  public KernelVersion {
    if (major < 0 || minor < 0) {
      throw new IllegalArgumentException("version is negative: " + major + "." + minor);
    }
  }

  public static KernelVersion since(int major, int minor) {
    return new KernelVersion(major, minor);
  }

  /** The start of what {@code /proc/sys/kernel/osrelease} says, such as {@code 6.1.0-40-amd64}. */
  public static KernelVersion parse(String text) throws Malformed {
    var release = RELEASE.matcher(text.strip());
    if (!release.matches()) {
      throw new Malformed("a kernel release such as 6.1.0", text);
    }
    return new KernelVersion(
        Numbers.nonNegativeInt(release.group(1)), Numbers.nonNegativeInt(release.group(2)));
  }

  @Override
  public int compareTo(KernelVersion other) {
    return Comparator.comparingInt(KernelVersion::major)
        .thenComparingInt(KernelVersion::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}

package io.audionode.cgroupfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Captured kernel text: {@code kernels/VERSION/...}, made by {@code kernels/capture}. */
public final class Fixtures {
  /** The kernels that text was captured from, oldest first. */
  public static final List<String> KERNELS = List.of("5.10", "6.1", "6.12", "7.2");

  private Fixtures() {}

  /** Such as {@code kernel("6.1", "cgroup/memory.stat")}. */
  public static String kernel(String version, String file) {
    return text("kernels/" + version + "/" + file);
  }

  public static boolean exists(String name) {
    return Fixtures.class.getResource("/" + name) != null;
  }

  public static String text(String name) {
    try (var stream = Fixtures.class.getResourceAsStream("/" + name)) {
      return new String(requireNonNull(stream, () -> "no fixture " + name).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.audionode.cgroupfs.tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that {@code scripts/lab} boots: the only one whose cgroups tests may change. */
public final class LabGuest {
  private static final String SERVICE = "/system.slice/lab.service";

  private LabGuest() {}

  /** Fails anywhere else, before anything is changed there. */
  public static void require() {
    try {
      var own = Files.readString(Path.of("/proc/self/cgroup"));
      if (!own.contains(SERVICE)) {
        throw new IllegalStateException(
            "this test changes the cgroups of the machine that it runs on, which is no guest of the lab"
                + " (%s): run it with scripts/test CLASS"
                    .formatted(own.strip().replace('\n', ' ')));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.audionode.agent.model.incident;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import org.jspecify.annotations.Nullable;

/**
 * A control file when a run of the loop last looked.
 *
 * @param wanted null when nobody wishes anything
 * @param seen null when the kernel had no such file
 */
public record KnobLook(
    CgroupPath cgroup, String file, @Nullable String wanted, @Nullable String seen) {
  public KnobLook {
    requireNonNull(cgroup, "cgroup is null");
    requireNonNull(file, "file is null");
  }

  /** Whether it was another value than the one wished for. */
  public boolean drifted() {
    return wanted != null && !wanted.equals(seen);
  }
}

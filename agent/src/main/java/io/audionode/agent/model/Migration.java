package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One container's pages on their way to a NUMA node, at one moment.
 *
 * @param home its cgroup below kubepods
 * @param node where they go
 * @param why why it is paused, or why it failed; null otherwise
 * @param moved so far
 * @param left what lies on other nodes still, as far as known
 * @param pass how many times all of it has been gone through, this one included; 0 before the first
 * @param batch how many pages the next call moves
 * @param worst the longest call so far, beyond {@code floor}
 * @param floor what a call takes that moves nothing
 * @param took how long it has taken so far, or took
 * @param residue what could not be moved in the latest pass
 */
public record Migration(
    CgroupPath home,
    int node,
    State state,
    @Nullable String why,
    Bytes moved,
    Bytes left,
    int pass,
    int batch,
    Duration worst,
    Duration floor,
    Duration took,
    List<Residue> residue) {
  public Migration {
    requireNonNull(home, "home is null");
    requireNonNull(state, "state is null");
    requireNonNull(moved, "moved is null");
    requireNonNull(left, "left is null");
    requireNonNull(worst, "worst is null");
    requireNonNull(floor, "floor is null");
    requireNonNull(took, "took is null");
    residue = List.copyOf(residue);
  }

  /** How far it is. */
  public enum State {
    /** For its turn, or to see how the container fares without it. */
    WAITING,
    MOVING,
    PAUSED,
    /** Everything that can be moved is there. */
    DONE,
    /** The kernel refuses it. */
    FAILED
  }

  /** Whether it goes on by itself. */
  public boolean active() {
    return switch (state) {
      case WAITING, MOVING, PAUSED -> true;
      case DONE, FAILED -> false;
    };
  }

  /**
   * Pages that stay where they are.
   *
   * @param reason in words
   */
  public record Residue(Bytes bytes, String reason) {
    public Residue {
      requireNonNull(bytes, "bytes is null");
      requireNonNull(reason, "reason is null");
    }
  }
}

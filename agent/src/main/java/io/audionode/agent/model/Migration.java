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
 * @param why why it waits again, is paused or failed, or how long a call hangs; null otherwise
 * @param moved so far
 * @param left what lies on other nodes still, as far as known; at the end, what was found there
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
  /**
   * What may still lie elsewhere when the memory nodes are narrowed. The kernel moves that inside
   * the write, without any budget, and with it what other processes map too (MPOL_MF_MOVE_ALL, in
   * cpuset_migrate_mm of kernel/cgroup/cpuset.c): more than a few libraries' pages is not done so.
   */
  public static final Bytes MOST_AT_ONCE = Bytes.ofMebibytes(4);

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
    /** Everything that can be moved is there, and that is most of it. */
    DONE,
    /** The kernel refuses it, or most of it stays elsewhere. */
    FAILED
  }

  /** Whether next to nothing is left for the write that narrows the memory nodes. */
  public boolean mayNarrow() {
    return state == State.DONE && left.compareTo(MOST_AT_ONCE) <= 0;
  }

  /** The same, with another reason. */
  public Migration because(String reason) {
    return new Migration(
        home, node, state, reason, moved, left, pass, batch, worst, floor, took, residue);
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
   * @param bytes zero where that is not known
   * @param reason in words
   */
  public record Residue(Bytes bytes, String reason) {
    public Residue {
      requireNonNull(bytes, "bytes is null");
      requireNonNull(reason, "reason is null");
    }
  }
}

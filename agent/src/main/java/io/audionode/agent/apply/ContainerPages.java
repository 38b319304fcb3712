package io.audionode.agent.apply;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import java.util.List;

/** What a migration needs of the kernel about one container. For one thread. */
interface ContainerPages {
  /** The processes in its cgroup and in all below. */
  List<Integer> processes();

  /** On which nodes a process's pages lie; Gone when it has ended. */
  NumaMaps where(int pid);

  /** A process's pages; Gone when it has ended. */
  MovablePages open(int pid);

  /** Whether a process has ended, reaped or not. */
  boolean hasEnded(int pid);

  /**
   * How much of it lies where. A page that several of its processes map counts for each.
   *
   * @param there on the node
   * @param away on other nodes
   */
  record Spread(Bytes there, Bytes away) {
    static final Spread NONE = new Spread(Bytes.ZERO, Bytes.ZERO);

    static Spread of(NumaMaps maps, int node) {
      return new Spread(maps.on(node), maps.total().minusOrZero(maps.on(node)));
    }

    Spread plus(Spread other) {
      return new Spread(there.plus(other.there), away.plus(other.away));
    }

    /** Whether moving it has made nothing better. */
    boolean isMostlyAway() {
      return away.compareTo(there) > 0;
    }
  }
}

package io.audionode.agent.apply;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.proc.MovablePages;
import io.audionode.cgroupfs.proc.NumaMaps;
import io.audionode.cgroupfs.proc.ProcessId;
import java.util.List;

/** What a migration needs of the kernel about one container. For one thread. */
interface ContainerPages {
  /**
   * The processes in its cgroup and in all below: the very ones, since a pass may come to one long
   * after it was listed, and its number be a stranger's by then.
   */
  List<ProcessId> processes();

  /** On which nodes a process's pages lie; Gone when it has ended. */
  NumaMaps where(ProcessId process);

  /** A process's pages; Gone when it has ended. */
  MovablePages open(ProcessId process);

  /** Whether a process has ended, reaped or not. */
  boolean hasEnded(ProcessId process);

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

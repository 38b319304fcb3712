package io.audionode.agent.desired;

import io.audionode.agent.desired.Reaction.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to give memory: each for so long, and then not again before a coolDown has
 * passed. Moments are of the monotonic clock. One thread.
 */
final class Turns {
  /** This very cgroup, and no later one of its name. */
  record Key(CgroupPath path, long inode) {}

  private record Turn(Bytes bytes, long nanos, boolean over) {}

  /**
   * What comes of a turn.
   *
   * @param bytes as they were when it began
   */
  record Course(State state, Bytes bytes) {}

  private final Duration longest;
  private final Map<Key, Turn> turns = new HashMap<>();

  /**
   * @param longest how long a turn may last; zero for one that is over as soon as it began
   */
  Turns(Duration longest) {
    this.longest = longest;
  }

  /**
   * Ends those that lasted long enough, or all of them when nothing hurts any more, and forgets
   * those that have cooled down.
   */
  void end(long nowNanos, Duration coolDown, boolean hurts) {
    turns.replaceAll(
        (_, turn) ->
            !turn.over() && (!hurts || hasPassed(longest, turn.nanos(), nowNanos))
                ? new Turn(turn.bytes(), nowNanos, true)
                : turn);
    turns.values().removeIf(turn -> turn.over() && hasPassed(coolDown, turn.nanos(), nowNanos));
  }

  /** Ends the turn of one, if it has one. */
  void end(Key key, long nowNanos) {
    turns.computeIfPresent(
        key, (_, turn) -> turn.over() ? turn : new Turn(turn.bytes(), nowNanos, true));
  }

  /** What one was told to give in a turn that is under way; null when there is none. */
  @Nullable Bytes underWay(Key key) {
    var turn = turns.get(key);
    return turn == null || turn.over() ? null : turn.bytes();
  }

  /** Whether a cgroup has a turn, or had one lately. */
  boolean has(Key key) {
    return turns.containsKey(key);
  }

  /** The turn of a cgroup; a new one when it has none and something hurts. */
  Course of(Key key, Bytes bytes, long nowNanos, boolean hurts) {
    var turn = turns.get(key);
    if (turn != null) {
      return new Course(turn.over() ? State.COOLING_DOWN : State.IN_FORCE, turn.bytes());
    }
    if (!hurts) {
      return new Course(State.READY, bytes);
    }
    turns.put(key, new Turn(bytes, nowNanos, longest.isZero()));
    return new Course(longest.isZero() ? State.NOW : State.IN_FORCE, bytes);
  }

  private static boolean hasPassed(Duration duration, long sinceNanos, long nowNanos) {
    return nowNanos - sinceNanos >= duration.toNanos();
  }
}

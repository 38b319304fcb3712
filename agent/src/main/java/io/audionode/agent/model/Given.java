package io.audionode.agent.model;

import java.util.HashSet;
import java.util.Set;

/**
 * What the agent has written in place of a value that it found: the last few, as far as it was
 * noted. Neither that nor the value found is somebody else's word. Versions that did not note it
 * leave an empty set, with which nothing is somebody else's.
 */
final class Given {
  /** Enough for every write that may be under way; a sum above all pods has new ones for ever. */
  private static final int MOST = 8;

  private Given() {}

  /** What is to be noted before a value is written over what is there now. */
  static <T> Set<T> before(T after, T now, T found, Set<T> given) {
    if (given.contains(after) || (after.equals(found) && !given.isEmpty())) {
      return given;
    }
    var all = new HashSet<>(given);
    if (all.size() >= MOST) {
      all.retainAll(Set.of(now));
    }
    all.add(after);
    if (given.isEmpty() && !now.equals(found)) {
      all.add(now); // of a version that did not note what it gave
    }
    return Set.copyOf(all);
  }

  /** Whether somebody else has written since the agent did. */
  static <T> boolean isForeign(T now, T found, Set<T> given) {
    return !given.isEmpty() && !now.equals(found) && !given.contains(now);
  }
}

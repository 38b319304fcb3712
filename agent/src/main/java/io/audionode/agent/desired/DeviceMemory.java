package io.audionode.agent.desired;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What earlier looks made of containers' device programs, and why containers were not moved, by
 * their homes' inodes: what told it may be gone by now. One thread.
 */
final class DeviceMemory {
  private final Map<Long, String> reasons = new HashMap<>();
  private final Map<Long, String> refusals = new HashMap<>();
  private final Map<Long, Set<Integer>> planned = new HashMap<>();
  private Map<Long, Set<Integer>> plannedBefore = Map.of();

  /** Forgets what is no more; what is planned from now on is of this look. */
  void beginLook(Collection<Long> inodes) {
    reasons.keySet().retainAll(inodes);
    refusals.keySet().retainAll(inodes);
    planned.keySet().retainAll(inodes);
    plannedBefore = Map.copyOf(planned);
  }

  /** Why a container was first not moved. */
  Optional<String> reason(long inode) {
    return Optional.ofNullable(reasons.get(inode));
  }

  void keepReason(long inode, String reason) {
    reasons.put(inode, reason);
  }

  /** Why its pod was refused when it was born. */
  Optional<String> refusal(long inode) {
    return Optional.ofNullable(refusals.get(inode));
  }

  /** A home that is gone has no number, and nothing to remember. */
  void keepRefusal(long inode, String refusal) {
    if (inode != 0) {
      refusals.put(inode, refusal);
      reasons.put(inode, ContainerDesire.REFUSED + refusal);
    }
  }

  void plan(long inode, Set<Integer> programs) {
    planned.put(inode, programs);
  }

  /** Whether an earlier look had programs attached for a container. */
  boolean wasTried(long inode) {
    return !plannedBefore.getOrDefault(inode, Set.of()).isEmpty();
  }
}

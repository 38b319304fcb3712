package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * A BestEffort pod that did not ask: a profile may want some of its memory while audio hurts.
 *
 * @param home its directory below kubepods
 * @param reclaimable whether it has a {@code memory.reclaim}, which is since 5.19
 */
public record Donor(Pod pod, CgroupPath home, boolean reclaimable) {
  public Donor {
    requireNonNull(pod, "pod is null");
    requireNonNull(home, "home is null");
  }
}

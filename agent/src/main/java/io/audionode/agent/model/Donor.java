package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;

/**
 * A BestEffort pod that did not ask: a profile may want some of its memory while audio hurts.
 *
 * @param home its directory below kubepods
 */
public record Donor(Pod pod, CgroupPath home) {
  public Donor {
    requireNonNull(pod, "pod is null");
    requireNonNull(home, "home is null");
  }
}

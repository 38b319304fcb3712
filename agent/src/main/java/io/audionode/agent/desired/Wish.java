package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Profile;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pod asks for: its profile with its annotations on top.
 *
 * @param memoryMin the whole pod's minimum by annotation, null when the profile's rule counts
 * @param swapMax {@code memory.swap.max} of each container
 * @param oomScoreAdj what its processes should have
 * @param oomScoreAdjForced whether the pod's author gave the value, which may then be a higher one
 *     than kubelet's
 * @param numaNode the NUMA node its author chose, null when audionode chooses
 * @param hold watch, never write
 * @param warnings what was wrong with labels or annotations, for people
 */
public record Wish(
    Profile profile,
    @Nullable Bytes memoryMin,
    Limit swapMax,
    int oomScoreAdj,
    boolean oomScoreAdjForced,
    @Nullable Integer numaNode,
    boolean hold,
    List<String> warnings) {
  public Wish {
    requireNonNull(profile, "profile is null");
    requireNonNull(swapMax, "swapMax is null");
    warnings = List.copyOf(warnings);
  }
}

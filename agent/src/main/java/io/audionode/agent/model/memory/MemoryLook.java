package io.audionode.agent.model.memory;

import java.util.List;

/**
 * What is known of every pod that is looked at, in the order in which the loop saw them. Not all of
 * it is new in every look: {@link PodMemory#nanos} tells.
 */
public record MemoryLook(List<PodMemory> pods) {
  public MemoryLook {
    pods = List.copyOf(pods);
  }
}

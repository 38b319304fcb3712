package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How well memory is protected.
 *
 * @param asked the minimum that profile or annotation ask for
 * @param granted the minimum that limits and the NUMA node's budget leave
 * @param effective what the kernel protects after all ancestors; see {@link EffectiveProtection}
 * @param chargedHere what is charged where the minimum counts; null when pods share one memory
 *     domain ({@code domain: node}) and nothing tells whose it is
 * @param chargedElsewhere what is charged where the container was before it was moved, and is not
 *     protected
 */
public record MemoryView(
    Amount asked,
    Amount granted,
    Amount effective,
    @Nullable Amount chargedHere,
    Amount chargedElsewhere) {
  public MemoryView {
    requireNonNull(asked, "asked is null");
    requireNonNull(granted, "granted is null");
    requireNonNull(effective, "effective is null");
    requireNonNull(chargedElsewhere, "chargedElsewhere is null");
  }
}

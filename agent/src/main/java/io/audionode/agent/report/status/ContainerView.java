package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.ContainerDesire;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod.
 *
 * @param id the runtime's id for it
 * @param name in the pod's spec, null when nothing tells which one it is
 * @param home the cgroup the runtime made for it
 * @param place the cgroup its processes should be in
 */
public record ContainerView(
    String id,
    @Nullable String name,
    String adoption,
    String reason,
    String home,
    String place,
    MemoryView memory) {
  public ContainerView {
    requireNonNull(id, "id is null");
    requireNonNull(adoption, "adoption is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(home, "home is null");
    requireNonNull(place, "place is null");
    requireNonNull(memory, "memory is null");
  }

  static ContainerView of(ContainerDesire container, Memories memories) {
    var spec = container.spec();
    return new ContainerView(
        container.seen().id(),
        spec == null ? null : spec.name(),
        container.adoption().word(),
        container.reason(),
        container.seen().home().toString(),
        container.place().toString(),
        memories.of(container));
  }
}

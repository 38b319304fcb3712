package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One container as the pod's author wrote it, or as kubelet has resized it.
 *
 * @param memoryRequest {@code resources.requests.memory} of the container's status, which says what
 *     kubelet has given, else of its spec; null when there is none
 * @param memoryLimit {@code resources.limits.memory} of the same, null when there is none
 * @param cpuMillis {@code resources.requests.cpu} of the same in thousandths of a cpu, null when
 *     there is none
 * @param id the runtime's container id without its {@code containerd://} prefix, null until the
 *     pod's status names it
 */
public record ContainerSpec(
    String name,
    @Nullable Bytes memoryRequest,
    @Nullable Bytes memoryLimit,
    @Nullable Long cpuMillis,
    @Nullable String id) {
  public ContainerSpec {
    requireNonNull(name, "name is null");
  }

  /** One that asks for no cpu. */
  public ContainerSpec(
      String name,
      @Nullable Bytes memoryRequest,
      @Nullable Bytes memoryLimit,
      @Nullable String id) {
    this(name, memoryRequest, memoryLimit, null, id);
  }
}

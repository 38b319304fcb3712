package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.format.Bytes;
import java.util.Comparator;
import java.util.List;

/**
 * What one pod gets.
 *
 * @param numaNode the NUMA node it belongs to
 * @param numaReason why that one
 * @param asked the minimum the whole pod asks for
 * @param granted the minimum it can have
 * @param warnings what its author should know
 */
public record PodDesire(
    SeenPod seen,
    Wish wish,
    int numaNode,
    String numaReason,
    Bytes asked,
    Bytes granted,
    List<ContainerDesire> containers,
    List<String> warnings) {
  public PodDesire {
    requireNonNull(seen, "seen is null");
    requireNonNull(wish, "wish is null");
    requireNonNull(numaReason, "numaReason is null");
    requireNonNull(asked, "asked is null");
    requireNonNull(granted, "granted is null");
    containers = List.copyOf(containers);
    warnings = List.copyOf(warnings);
  }

  /** The containers looked after in one way. */
  public List<ContainerDesire> containers(Adoption adoption) {
    return containers.stream().filter(container -> container.adoption() == adoption).toList();
  }

  /**
   * The pod's minimum as far as containers of one adoption need it: their sum, and never more than
   * the pod's own. Containers that could not be told apart may each ask for all of it; the kernel
   * then shares the pod's minimum among them by use.
   */
  public Bytes granted(Adoption adoption) {
    var sum =
        containers(adoption).stream().map(ContainerDesire::granted).reduce(Bytes.ZERO, Bytes::plus);
    return sum.compareTo(granted) < 0 ? sum : granted;
  }

  static Comparator<PodDesire> byTitle() {
    return Comparator.comparing(pod -> pod.seen().pod().title());
  }
}

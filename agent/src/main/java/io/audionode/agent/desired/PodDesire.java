package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.format.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pod gets.
 *
 * @param numa the NUMA node it belongs to
 * @param asked the minimum the whole pod asks for
 * @param granted the minimum it can have
 * @param warnings what its author should know
 */
public record PodDesire(
    SeenPod seen,
    Wish wish,
    NumaDecision numa,
    Bytes asked,
    Bytes granted,
    List<ContainerDesire> containers,
    List<String> warnings) {
  public PodDesire {
    requireNonNull(seen, "seen is null");
    requireNonNull(wish, "wish is null");
    requireNonNull(numa, "numa is null");
    requireNonNull(asked, "asked is null");
    requireNonNull(granted, "granted is null");
    containers = List.copyOf(containers);
    warnings = List.copyOf(warnings);
  }

  /** Of a pod that stays where it is, what took part when that was chosen. */
  PodDesire knowing(@Nullable PodDesire before) {
    return before == null
            || before.numaNode() != numaNode()
            || before.numa().facts().isEmpty()
            || !numa.stays()
        ? this
        : new PodDesire(
            seen, wish, numa.with(before.numa().facts()), asked, granted, containers, warnings);
  }

  PodDesire warned(List<String> more) {
    if (more.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(warnings);
    all.addAll(more);
    return new PodDesire(seen, wish, numa, asked, granted, containers, all);
  }

  public int numaNode() {
    return numa.node();
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

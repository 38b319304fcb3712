package io.audionode.agent.desired;

import io.audionode.cgroupfs.format.Limit;
import java.util.Collection;

/** How much swap a cgroup above several containers allows: what they may use together. */
final class Swap {
  private Swap() {}

  static Limit allowance(PodDesire pod) {
    var containers = pod.containers(Adoption.SUBTREE).stream();
    return sum(containers.map(_ -> pod.wish().swapMax()).toList());
  }

  static Limit sum(Collection<Limit> limits) {
    return limits.stream().reduce(Limit.of(0), Swap::plus);
  }

  /** A sum that no machine has is no limit: an author's annotation may be as large as it likes. */
  private static Limit plus(Limit one, Limit other) {
    return one instanceof Limit.Of(var some)
            && other instanceof Limit.Of(var more)
            && more <= Long.MAX_VALUE - some
        ? Limit.of(some + more)
        : Limit.MAX;
  }
}

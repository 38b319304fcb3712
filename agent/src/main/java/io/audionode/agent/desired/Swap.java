package io.audionode.agent.desired;

import io.audionode.cgroupfs.format.Bytes;
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
    var sum = Bytes.ZERO;
    for (var limit : limits) {
      switch (limit) {
        case Limit.Max _ -> {
          return Limit.MAX;
        }
        case Limit.Of some -> sum = sum.plus(some.bytes());
      }
    }
    return Limit.of(sum);
  }
}

package io.audionode.agent.desired;

import io.audionode.agent.config.MemoryMin;
import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.SeenPod;
import io.audionode.cgroupfs.format.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much memory a pod asks to be protected. */
final class Minima {
  private Minima() {}

  /** The whole pod's minimum; what keeps a container from having one goes to the warnings. */
  static Bytes ofPod(SeenPod pod, Wish wish, List<String> warnings) {
    if (wish.memoryMin() != null) {
      return wish.memoryMin();
    }
    var sum = Bytes.ZERO;
    for (var spec : pod.pod().containers()) {
      var minimum = ofContainer(wish, spec);
      if (minimum == null) {
        warnings.add(
            "container %s has no memory %s, so none of its memory is protected: set resources.%ss.memory"
                .formatted(spec.name(), basis(wish), basis(wish)));
      } else {
        sum = sum.plus(minimum);
      }
    }
    return sum;
  }

  /** One container's minimum by its profile's rule; null when its spec gives nothing to go by. */
  static @Nullable Bytes ofContainer(Wish wish, ContainerSpec spec) {
    return switch (wish.profile().memoryMin()) {
      case MemoryMin.OfRequest(var percent) -> share(spec.memoryRequest(), percent);
      case MemoryMin.OfLimit(var percent) -> share(spec.memoryLimit(), percent);
      case MemoryMin.Fixed(var bytes) -> bytes;
    };
  }

  private static @Nullable Bytes share(@Nullable Bytes whole, int percent) {
    return whole == null ? null : Budget.percentOf(whole, percent);
  }

  private static String basis(Wish wish) {
    return wish.profile().memoryMin() instanceof MemoryMin.OfLimit ? "limit" : "request";
  }
}

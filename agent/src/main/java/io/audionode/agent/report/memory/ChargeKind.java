package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.CgroupMemory;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.cgroupfs.format.Bytes;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A number of what is charged to a pod, in the kernel's words. */
public enum ChargeKind {
  ANON("anon", cgroup -> Optional.of(cgroup.anon())),
  FILE("file", cgroup -> Optional.of(cgroup.file())),
  SHMEM("shmem", cgroup -> Optional.of(cgroup.shmem())),
  KERNEL("kernel", cgroup -> Optional.ofNullable(cgroup.kernel()).map(kernel -> kernel.amount())),
  SOCK("sock", cgroup -> Optional.of(cgroup.sock())),
  /** Part of {@link #FILE}, and what of it can be dropped. */
  CACHE("cache", cgroup -> Optional.of(cgroup.cache())),
  SWAP("swap", cgroup -> Optional.ofNullable(cgroup.swap())),
  /** {@code memory.current}. */
  CURRENT("current", cgroup -> Optional.of(cgroup.current())),
  /** {@link #CURRENT} without {@link #CACHE}. */
  UNDROPPABLE("undroppable", cgroup -> Optional.of(cgroup.undroppable()));

  private final String word;
  private final Function<CgroupMemory, Optional<Bytes>> amount;

  ChargeKind(String word, Function<CgroupMemory, Optional<Bytes>> amount) {
    this.word = word;
    this.amount = amount;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }

  /** All that is charged to a pod; empty while anything of it is not known. */
  public OptionalLong of(PodMemory pod) {
    var sum = 0L;
    for (var cgroup : pod.whole()) {
      var bytes = amount.apply(cgroup);
      if (bytes.isEmpty()) {
        return OptionalLong.empty();
      }
      sum += bytes.get().value();
    }
    return pod.whole().isEmpty() || !pod.problems().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sum);
  }

  static long[] sample(PodMemory pod) {
    return Arrays.stream(values()).mapToLong(kind -> kind.of(pod).orElse(Series.UNKNOWN)).toArray();
  }

  static long[] sample(CgroupMemory cgroup) {
    return Arrays.stream(values())
        .mapToLong(kind -> kind.amount.apply(cgroup).map(Bytes::value).orElse(Series.UNKNOWN))
        .toArray();
  }
}

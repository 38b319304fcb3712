package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.CgroupMemory;
import io.audionode.agent.model.memory.KernelMemory;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.cgroupfs.format.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A number of what is charged to a pod, in the kernel's words. */
public enum ChargeKind {
  ANON("anon"),
  FILE("file"),
  SHMEM("shmem"),
  KERNEL("kernel"),
  SOCK("sock"),
  /** Part of {@link #FILE}, and what of it can be dropped. */
  CACHE("cache"),
  SWAP("swap"),
  /** {@code memory.current}. */
  CURRENT("current"),
  /** {@link #CURRENT} without {@link #CACHE}. */
  UNDROPPABLE("undroppable"),
  /** Of {@link #ANON} and {@link #FILE}, what lies on other NUMA nodes than the pod's own. */
  REMOTE("remote");

  private static final List<ChargeKind> COLUMNS = List.of(values());

  private final String word;

  ChargeKind(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }

  /** All that is charged to a pod; empty while anything of it is not known. */
  public OptionalLong of(PodMemory pod) {
    var sum = 0L;
    for (var cgroup : pod.whole()) {
      var bytes = of(cgroup, pod.pod());
      if (bytes.isEmpty()) {
        return OptionalLong.empty();
      }
      sum += bytes.get().value();
    }
    return pod.whole().isEmpty() || !pod.problems().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sum);
  }

  private Optional<Bytes> of(CgroupMemory cgroup, WatchedPod pod) {
    return switch (this) {
      case ANON -> Optional.of(cgroup.anon());
      case FILE -> Optional.of(cgroup.file());
      case SHMEM -> Optional.of(cgroup.shmem());
      case KERNEL -> Optional.ofNullable(cgroup.kernel()).map(KernelMemory::amount);
      case SOCK -> Optional.of(cgroup.sock());
      case CACHE -> Optional.of(cgroup.cache());
      case SWAP -> Optional.ofNullable(cgroup.swap());
      case CURRENT -> Optional.of(cgroup.current());
      case UNDROPPABLE -> Optional.of(cgroup.undroppable());
      case REMOTE -> Optional.ofNullable(pod.numaNode()).flatMap(cgroup::elsewhere);
    };
  }

  /** Where it is in a sample. */
  int column() {
    return COLUMNS.indexOf(this);
  }

  static long[] sample(PodMemory pod) {
    return Arrays.stream(values()).mapToLong(kind -> kind.of(pod).orElse(Series.UNKNOWN)).toArray();
  }

  static long[] sample(CgroupMemory cgroup, WatchedPod pod) {
    return Arrays.stream(values())
        .mapToLong(kind -> kind.of(cgroup, pod).map(Bytes::value).orElse(Series.UNKNOWN))
        .toArray();
  }
}

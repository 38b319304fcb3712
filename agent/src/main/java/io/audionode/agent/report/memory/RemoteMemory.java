package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.cgroupfs.format.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells of pods of which more and more lies on other NUMA nodes than their own. For one thread; a
 * number for each pod that is looked at.
 */
public final class RemoteMemory {
  /** Less than that is a program's own files, perhaps. */
  static final Bytes NOTICEABLE = Bytes.ofMebibytes(16);

  private final Map<String, Long> told = new HashMap<>();

  /**
   * A pod that has more remote memory than when it was last told of.
   *
   * @param share of its anonymous memory and files, 0 to 1
   */
  public record Grown(PodMemory pod, Bytes remote, double share) {
    /** For people. */
    public String said() {
      return "%s of its memory (%.0f %%) lie on other NUMA nodes than its own, %d"
          .formatted(remote.rounded(), share * 100, pod.pod().numaNode());
    }
  }

  /**
   * Those that have twice as much as when they were told of last, or as the least since then, and
   * 16 MiB more at least.
   */
  public List<Grown> grown(MemoryLook look) {
    told.keySet()
        .retainAll(look.pods().stream().map(pod -> pod.pod().uid()).collect(Collectors.toSet()));
    var grown = new ArrayList<Grown>();
    for (var pod : look.pods()) {
      var remote = ChargeKind.REMOTE.of(pod);
      if (remote.isPresent()) {
        var before = Math.min(told.getOrDefault(pod.pod().uid(), 0L), remote.getAsLong());
        told.put(pod.pod().uid(), before);
        if (remote.getAsLong() >= Math.max(2 * before, before + NOTICEABLE.value())) {
          told.put(pod.pod().uid(), remote.getAsLong());
          grown.add(new Grown(pod, Bytes.of(remote.getAsLong()), share(pod, remote.getAsLong())));
        }
      }
    }
    return grown;
  }

  /** The part of a pod's anonymous memory and files that is remote; 0 for a pod without any. */
  public static double share(PodMemory pod, long remote) {
    var all =
        pod.whole().stream()
            .flatMap(cgroup -> cgroup.onNodes().values().stream())
            .mapToLong(Bytes::value)
            .sum();
    return all == 0 ? 0 : (double) remote / all;
  }
}

package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One pod in a list.
 *
 * @param adoption a word of {@link PodAdoption}
 * @param numaNode null when no profile serves it
 * @param processes how many it has
 * @param disagreeing how many control files and {@code oom_score_adj} are not as wanted
 * @param warnings how many there are
 */
public record PodSummary(
    String uid,
    String namespace,
    String name,
    String profile,
    String qos,
    String adoption,
    String reason,
    @Nullable Integer numaNode,
    MemoryView memory,
    int processes,
    long disagreeing,
    int warnings) {
  public PodSummary {
    requireNonNull(uid, "uid is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(qos, "qos is null");
    requireNonNull(adoption, "adoption is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(memory, "memory is null");
  }

  static PodSummary of(PodView pod) {
    var numa = pod.numa();
    return new PodSummary(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.profile(),
        pod.qos(),
        pod.adoption(),
        pod.reason(),
        numa == null ? null : numa.node(),
        pod.memory(),
        pod.processes().size(),
        disagreeing(pod),
        pod.warnings().size());
  }

  private static long disagreeing(PodView pod) {
    return pod.cgroups().stream().mapToLong(CgroupView::disagreeing).sum()
        + pod.processes().stream().filter(process -> !process.oomScoreAdj().agrees()).count();
  }
}

package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one pod that asks.
 *
 * @param source where the pod was read from: a file name or {@code api}
 * @param profile the name it asks for
 * @param adoption a word of {@link PodAdoption}
 * @param reason why it is looked after in this way
 * @param numa null when no profile serves it
 * @param cgroups its home and its place in the subtree with all below them, parents first
 * @param migrations its containers that belong on another NUMA node than they ran on
 * @param warnings what its author should know
 */
public record PodView(
    String uid,
    String namespace,
    String name,
    String source,
    String profile,
    String qos,
    String adoption,
    String reason,
    @Nullable NumaChoice numa,
    MemoryView memory,
    List<ContainerView> containers,
    List<ProcessView> processes,
    List<CgroupView> cgroups,
    List<ThreadClassView> threadClasses,
    List<MigrationView> migrations,
    List<String> warnings) {
  public PodView {
    requireNonNull(uid, "uid is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(source, "source is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(qos, "qos is null");
    requireNonNull(adoption, "adoption is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(memory, "memory is null");
    containers = List.copyOf(containers);
    processes = List.copyOf(processes);
    cgroups = List.copyOf(cgroups);
    threadClasses = List.copyOf(threadClasses);
    migrations = List.copyOf(migrations);
    warnings = List.copyOf(warnings);
  }
}

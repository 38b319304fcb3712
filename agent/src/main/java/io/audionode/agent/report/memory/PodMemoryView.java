package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.status.Amount;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pod's memory is made of.
 *
 * @param numaNode the one that it belongs to, null when no profile serves it
 * @param at when {@code memory.stat} was read
 * @param charged to all its own cgroups, by the words of {@link ChargeKind}; what is not known is
 *     not there
 * @param onNodes anonymous memory and files by NUMA node; empty where the kernel does not tell
 * @param kernelSource the keys of {@code memory.stat} that {@code kernel} is the sum of, null when
 *     it is not known
 * @param shared the cgroup to which its memory is charged together with that of other pods, so that
 *     {@code charged} lacks it; null when there is none
 * @param growers what grew most over each window, the shortest first
 * @param processes the largest first
 * @param moreProcesses how many are not shown
 * @param problems what could not be read
 */
public record PodMemoryView(
    String uid,
    String namespace,
    String name,
    @Nullable Integer numaNode,
    Instant at,
    Map<String, GrownView> charged,
    Map<String, Amount> onNodes,
    @Nullable String kernelSource,
    @Nullable String shared,
    List<GrowerView> growers,
    ForecastView forecast,
    List<CgroupMemoryView> cgroups,
    List<ProcessMemoryView> processes,
    int moreProcesses,
    List<String> problems) {
  public PodMemoryView {
    requireNonNull(uid, "uid is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(at, "at is null");
    charged = Collections.unmodifiableMap(new LinkedHashMap<>(charged));
    onNodes = Collections.unmodifiableMap(new LinkedHashMap<>(onNodes));
    growers = List.copyOf(growers);
    requireNonNull(forecast, "forecast is null");
    cgroups = List.copyOf(cgroups);
    processes = List.copyOf(processes);
    problems = List.copyOf(problems);
  }
}

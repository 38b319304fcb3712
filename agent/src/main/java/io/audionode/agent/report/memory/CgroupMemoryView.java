package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.status.Amount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One memory domain of the pod.
 *
 * @param whole whether it counts as the pod's own; what is below it is in its numbers
 * @param max {@code memory.max}, null when there is none
 * @param left what is left to it, null when there is none
 * @param charged by the words of {@link ChargeKind}; what is not known is not there
 */
public record CgroupMemoryView(
    String cgroup,
    boolean whole,
    @Nullable Amount max,
    @Nullable Amount left,
    Map<String, GrownView> charged) {
  public CgroupMemoryView {
    requireNonNull(cgroup, "cgroup is null");
    charged = Collections.unmodifiableMap(new LinkedHashMap<>(charged));
  }
}

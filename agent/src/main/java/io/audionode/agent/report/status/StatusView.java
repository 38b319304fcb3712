package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent and its node in short.
 *
 * @param ready as {@link ReadyView}
 * @param at when the node was last looked at
 * @param placement the configuration's word
 * @param domain the configuration's word
 * @param pods how many pods, by every word of {@link PodAdoption}
 * @param warnings about the node
 * @param podWarnings how many there are on pods
 * @param pendingActions how many writes of the last run the kernel has not taken
 * @param journalLines how many values found are remembered and not put back
 * @param journalProblem why what is new cannot be written to the kernel, null when it can
 * @param configurationProblems why the configuration file that lies there now is not in force
 * @param podProblems what keeps the pods from being what their source says
 * @param triggers which pressure triggers are armed, and which are not and why
 * @param incidents how well incidents are recorded
 * @param degraded what the node does not give, and what goes without it
 * @param api how well the API server is heard; null when pods come from a directory
 */
public record StatusView(
    String version,
    boolean ready,
    Instant startedAt,
    long uptimeSeconds,
    Instant at,
    String placement,
    String domain,
    Setting swappiness,
    Map<String, Long> pods,
    List<String> warnings,
    int podWarnings,
    long pendingActions,
    int journalLines,
    @Nullable String journalProblem,
    List<LoopView> loops,
    List<String> configurationProblems,
    List<String> podProblems,
    TriggersView triggers,
    RecorderView incidents,
    List<Degradation> degraded,
    @Nullable ApiView api) {
  public StatusView {
    requireNonNull(version, "version is null");
    requireNonNull(startedAt, "startedAt is null");
    requireNonNull(at, "at is null");
    requireNonNull(placement, "placement is null");
    requireNonNull(domain, "domain is null");
    requireNonNull(swappiness, "swappiness is null");
    pods = Collections.unmodifiableMap(new LinkedHashMap<>(pods));
    warnings = List.copyOf(warnings);
    loops = List.copyOf(loops);
    configurationProblems = List.copyOf(configurationProblems);
    podProblems = List.copyOf(podProblems);
    requireNonNull(triggers, "triggers is null");
    requireNonNull(incidents, "incidents is null");
    degraded = List.copyOf(degraded);
  }
}

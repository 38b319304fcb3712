package io.audionode.agent.config;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.CpuList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration file.
 *
 * @param placement where the memory of audio pods is protected
 * @param domain which level of the subtree is the thread root
 * @param inPlaceThreads whether containers in place get cgroups for their thread classes too, below
 *     the one that their runtime made
 * @param swappiness {@code vm.swappiness} to keep while the agent runs, 0..200; null leaves it
 *     alone
 * @param subtreeMax {@code memory.max} of {@code audio/} as a share of the node's memory, 1..100
 *     percent; null sets none
 * @param onStop what becomes of the node when the agent is asked to end
 * @param pause whether nothing is written, and all is only observed
 * @param reservedCpus cpus that audio pods must not use; empty reserves none
 * @param profiles profiles by name, in the order of the file; never empty
 * @param pressure PSI triggers, armed by the pressure watcher, and when a reaction ends
 * @param migration what is done about memory on the wrong NUMA node
 * @param logLevel how much the log says
 */
public record Configuration(
    Placement placement,
    Domain domain,
    boolean inPlaceThreads,
    @Nullable Integer swappiness,
    @Nullable Integer subtreeMax,
    OnStop onStop,
    boolean pause,
    CpuList reservedCpus,
    Map<String, Profile> profiles,
    Pressure pressure,
    Migration migration,
    LogLevel logLevel) {
  public Configuration {
    requireNonNull(placement, "placement is null");
    requireNonNull(domain, "domain is null");
    requireNonNull(onStop, "onStop is null");
    requireNonNull(reservedCpus, "reservedCpus is null");
    requireNonNull(pressure, "pressure is null");
    requireNonNull(migration, "migration is null");
    requireNonNull(logLevel, "logLevel is null");
    if (swappiness != null) {
      Range.SWAPPINESS.check("swappiness", swappiness);
    }
    if (subtreeMax != null) {
      Range.SUBTREE_MAX_PERCENT.check("subtreeMax", subtreeMax);
    }
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
  }

  /** One with the log as it is by default. */
  public Configuration(
      Placement placement,
      Domain domain,
      boolean inPlaceThreads,
      @Nullable Integer swappiness,
      @Nullable Integer subtreeMax,
      OnStop onStop,
      boolean pause,
      CpuList reservedCpus,
      Map<String, Profile> profiles,
      Pressure pressure,
      Migration migration) {
    this(
        placement,
        domain,
        inPlaceThreads,
        swappiness,
        subtreeMax,
        onStop,
        pause,
        reservedCpus,
        profiles,
        pressure,
        migration,
        Defaults.LOG_LEVEL);
  }

  /** One with the other keys at their defaults. */
  public Configuration(
      Placement placement,
      Domain domain,
      @Nullable Integer swappiness,
      @Nullable Integer subtreeMax,
      OnStop onStop,
      Map<String, Profile> profiles,
      Pressure pressure) {
    this(
        placement,
        domain,
        false,
        swappiness,
        subtreeMax,
        onStop,
        false,
        CpuList.EMPTY,
        profiles,
        pressure,
        Defaults.MIGRATION);
  }

  /** Whether any profile wants memory from pods that did not ask. */
  public boolean wantsDonors() {
    return profiles.values().stream()
        .anyMatch(
            profile ->
                profile.reacts(Profile.Reaction.RECLAIM)
                    || profile.reacts(Profile.Reaction.THROTTLE));
  }

  /** What an empty file means. */
  public static Configuration defaults() {
    return Defaults.configuration();
  }

  /** Where audio pods are protected. */
  public enum Placement {
    /** In the subtree at birth; in place when their memory is already charged elsewhere. */
    SUBTREE,
    /** In the subtree, even when memory charged elsewhere stays behind. */
    SUBTREE_ALWAYS,
    /** On kubelet's own cgroups; nothing is ever moved. */
    IN_PLACE
  }

  /** Which level of {@code audio/} is the thread root. */
  public enum Domain {
    /** Each container: Kubernetes' containment is kept. */
    CONTAINER,
    /** Each {@code audio/node<N>}: one memory domain for all pods of a NUMA node. */
    NODE
  }

  /** What the agent leaves behind when it is asked to end; a crash always keeps. */
  public enum OnStop {
    /** Everything stays as it is: pods go on protected, and the next agent takes over. */
    KEEP,
    /** Everything is put back, as {@code restore} does. */
    RESTORE
  }
}

package io.audionode.agent.report.events;

import java.util.Arrays;

/** What an event tells. */
public enum EventKind {
  POD_APPEARED("pod-appeared"),
  /** A container is looked after, or is now in another way. */
  POD_ADOPTED("pod-adopted"),
  /** A container ran before the agent saw it, and is looked after in place. */
  POD_ADOPTED_LATE("pod-adopted-late"),
  /** A container has no place on the NUMA node that its profile requires, and stays in place. */
  PLACEMENT_REFUSED("placement-refused"),
  POD_GONE("pod-gone"),
  /** Somebody else changed what the agent had set. */
  DRIFT("drift"),
  ACTION_APPLIED("action-applied"),
  /** The kernel said no, or kept another value. */
  ACTION_REFUSED("action-refused"),
  /** Not tried, or still under way at its deadline. */
  ACTION_SKIPPED("action-skipped"),
  /** A changed limit of a pod or container holds in the subtree as well. */
  LIMIT_MIRRORED("limit-mirrored"),
  /** A container's pages begin to move to the NUMA node that somebody named. */
  MIGRATION_STARTED("migration-started"),
  /** All that can be moved is there; what cannot is told. */
  MIGRATION_FINISHED("migration-finished"),
  /** The container or the wish has gone while pages moved; what has been moved stays there. */
  MIGRATION_CANCELLED("migration-cancelled"),
  MIGRATION_FAILED("migration-failed"),
  /** The kernel killed a process for want of memory. */
  OOM_KILLED("oom-killed"),
  /** What befell a pod, with its cause; {@code report.incidents} keeps the whole of it. */
  INCIDENT("incident"),
  /** More of a pod's memory lies on other NUMA nodes than its own. */
  REMOTE_MEMORY("remote-memory"),
  /** A thread of a class waited for a page to be read from a disk or from swap. */
  THREAD_MAJOR_FAULTS("thread-major-faults"),
  /** An annotation is no value of its kind and is left out. */
  BAD_ANNOTATION("bad-annotation"),
  WARNING("warning"),
  WARNING_CLEARED("warning-cleared"),
  CONFIGURATION_RELOADED("configuration-reloaded"),
  CONFIGURATION_REFUSED("configuration-refused");

  private final String word;

  EventKind(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }

  /**
   * The kind of a word.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static EventKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no kind of event: " + word));
  }
}

package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What grew most over one window.
 *
 * @param kind {@code anon}, {@code shmem}, {@code cache}, {@code kernel} or {@code sock}; null when
 *     nobody can say what is charged to this pod
 * @param growth of that kind; null with it
 * @param process where it grew most, null when no process is known to have grown in it
 */
public record GrowerView(
    int minutes, @Nullable String kind, @Nullable GrowthView growth, @Nullable InProcess process) {
  /**
   * The part of a process that grew most.
   *
   * @param part {@code heap}, {@code anonymous}, {@code stack}, {@code shared} or {@code file}
   */
  public record InProcess(int pid, String comm, String part, GrowthView growth) {
    public InProcess {
      requireNonNull(comm, "comm is null");
      requireNonNull(part, "part is null");
      requireNonNull(growth, "growth is null");
    }

    /** Such as {@code mixer (4711) heap +12.5Mi}. */
    String text() {
      return "%s (%d) %s %s".formatted(comm, pid, part, growth.text());
    }
  }

  /** Such as {@code in 5 min: anon +13Mi, most of it mixer (4711) heap +12.5Mi}. */
  public String text() {
    var start = "in %d min: ".formatted(minutes);
    if (growth == null) {
      return start + (process == null ? "nothing" : process.text());
    }
    var all = start + kind + " " + growth.text();
    return process == null ? all : all + ", most in a process: " + process.text();
  }
}

package io.audionode.cgroupfs.kmsg;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Every process of a cgroup is killed, because one was and {@code memory.oom.group} is set: {@code
 * Tasks in PATH are going to be killed due to memory.oom.group set} (mem_cgroup_print_oom_group in
 * mm/memcontrol.c, since 4.19). Comes after the first of them.
 *
 * @param memcg from the root with a slash in front
 */
public record OomGroup(String memcg) {
  private static final String START = "Tasks in ";
  private static final String END = " are going to be killed due to memory.oom.group set";
  private static final int LONGEST = 4_096;

  public OomGroup {
    requireNonNull(memcg, "memcg is null");
  }

  /** Empty for every other message, and for one that is cut. */
  public static Optional<OomGroup> parse(String message) {
    return message.length() <= LONGEST
            && message.length() > START.length() + END.length()
            && message.startsWith(START)
            && message.endsWith(END)
        ? Optional.of(
            new OomGroup(message.substring(START.length(), message.length() - END.length())))
        : Optional.empty();
  }

  /** Whether it is that cgroup or one below it. */
  public boolean holds(String path) {
    return (path + "/").startsWith(memcg.endsWith("/") ? memcg : memcg + "/");
  }
}

package io.audionode.agent.model.incident;

import io.audionode.cgroupfs.format.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A process that the kernel killed for want of memory. Its pid and comm are null where its end was
 * counted and nothing says whose it was.
 *
 * @param told whether the kernel's log names it; if not, it is a process that was there before the
 *     kill and not after it, and the last two are null
 * @param oomScoreAdj -1000..1000
 * @param rss what it had in memory
 * @param constraint what was short of memory, in the kernel's word
 * @param oomCgroup the cgroup whose limit was reached; null when it was the machine's memory
 */
public record Victim(
    boolean told,
    @Nullable Integer pid,
    @Nullable String comm,
    @Nullable Integer oomScoreAdj,
    @Nullable Bytes rss,
    @Nullable String constraint,
    @Nullable String oomCgroup) {
  /** A kill that was counted, of which nothing else is known. */
  public static final Victim NAMELESS = new Victim(false, null, null, null, null, null, null);

  /** A process that was there before the kill and not after it. */
  public static Victim inferred(ProcessUse gone) {
    return new Victim(false, gone.pid(), gone.comm(), gone.oomScoreAdj(), gone.rss(), null, null);
  }
}

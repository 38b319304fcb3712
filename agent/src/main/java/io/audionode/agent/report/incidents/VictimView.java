package io.audionode.agent.report.incidents;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.incident.Victim;
import io.audionode.agent.report.status.Amount;
import org.jspecify.annotations.Nullable;

/**
 * A process that the kernel killed.
 *
 * @param source {@code kernel-log} where that names it, {@code inferred} where it was there before
 *     the kill and not after it
 * @param pid null where its end was counted and nothing says whose it was, as the next three
 * @param constraint the kernel's word for what was short; null where it is inferred
 * @param oomCgroup whose limit was reached; null where it is inferred, or where it was no cgroup's
 */
public record VictimView(
    String source,
    @Nullable Integer pid,
    @Nullable String comm,
    @Nullable Integer oomScoreAdj,
    @Nullable Amount rss,
    @Nullable String constraint,
    @Nullable String oomCgroup) {
  public static final String KERNEL_LOG = "kernel-log";
  public static final String INFERRED = "inferred";

  public VictimView {
    requireNonNull(source, "source is null");
  }

  static VictimView of(Victim victim) {
    return new VictimView(
        victim.told() ? KERNEL_LOG : INFERRED,
        victim.pid(),
        victim.comm(),
        victim.oomScoreAdj(),
        victim.rss() == null ? null : Amount.of(victim.rss()),
        victim.constraint(),
        victim.oomCgroup());
  }
}

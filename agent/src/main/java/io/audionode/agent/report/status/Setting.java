package io.audionode.agent.report.status;

import org.jspecify.annotations.Nullable;

/**
 * A number as audionode wants it and as the kernel has it.
 *
 * @param wanted null to leave it alone
 */
public record Setting(@Nullable Integer wanted, int seen, boolean agrees) {
  static Setting of(@Nullable Integer wanted, int seen) {
    return new Setting(wanted, seen, wanted == null || wanted == seen);
  }
}

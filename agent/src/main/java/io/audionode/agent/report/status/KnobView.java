package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One control file.
 *
 * @param wanted canonical text, null when audionode has no wish for it
 * @param seen canonical text, null when the kernel has no such file here
 * @param agrees whether there is nothing to write
 */
public record KnobView(
    String file, @Nullable String wanted, @Nullable String seen, boolean agrees) {
  public KnobView {
    requireNonNull(file, "file is null");
  }

  static KnobView of(String file, @Nullable String wanted, @Nullable String seen) {
    return new KnobView(file, wanted, seen, wanted == null || wanted.equals(seen));
  }
}

package io.audionode.agent.model.incident;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well incidents are recorded.
 *
 * @param recorded how many cgroups are, those that went in the last minute included
 * @param kept how many incidents are kept
 * @param kernelLog why the kernel's log cannot be read, null when it can
 * @param problems why incidents are not on the disk, or could not be read from there
 */
public record RecorderState(
    int recorded, int kept, @Nullable String kernelLog, List<String> problems) {
  public static final RecorderState NOTHING = new RecorderState(0, 0, null, List.of());

  public RecorderState {
    problems = List.copyOf(problems);
  }
}

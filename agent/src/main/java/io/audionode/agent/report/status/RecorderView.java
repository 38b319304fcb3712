package io.audionode.agent.report.status;

import io.audionode.agent.model.incident.RecorderState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well incidents are recorded.
 *
 * @param recorded how many cgroups are, those that went in the last minute included
 * @param kept how many incidents are kept
 * @param kernelLog why the kernel's log cannot be read, so that who was killed is inferred; null
 *     when it can
 * @param problems why incidents are not on the disk, or could not be read from there
 */
public record RecorderView(
    int recorded, int kept, @Nullable String kernelLog, List<String> problems) {
  public RecorderView {
    problems = List.copyOf(problems);
  }

  static RecorderView of(RecorderState state) {
    return new RecorderView(state.recorded(), state.kept(), state.kernelLog(), state.problems());
  }
}

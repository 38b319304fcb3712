package io.audionode.agent.restore;

import java.util.List;

/**
 * The answer of {@code verify-clean}.
 *
 * @param compared how many values found were compared with what is there now
 * @param differences what is not as the agent found it
 */
public record CleanView(int compared, List<String> differences) {
  public CleanView {
    differences = List.copyOf(differences);
  }

  /** For people: a line for each difference, or that there is none. */
  public String text() {
    if (differences.isEmpty()) {
      return "This node is as audionode found it: %d values compared.%n".formatted(compared);
    }
    return String.join("\n", differences)
        + "%nThis node is not as audionode found it: %d of %d values differ; see 'restore'.%n"
            .formatted(differences.size(), compared);
  }
}

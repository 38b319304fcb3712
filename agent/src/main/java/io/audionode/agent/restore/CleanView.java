package io.audionode.agent.restore;

import java.util.List;

/**
 * The answer of {@code verify-clean}.
 *
 * @param compared how many values found were compared with what is there now; those of processes
 *     and cgroups that are gone cannot be, and need not be
 * @param damaged how many lines of the journal of this boot told nothing that could be compared
 * @param differences what is not as the agent found it
 */
public record CleanView(int compared, int damaged, List<String> differences) {
  public CleanView {
    differences = List.copyOf(differences);
  }

  /** Whether the node is known to be as the agent found it; with nothing compared it is not. */
  public boolean proven() {
    return compared > 0 && damaged == 0 && differences.isEmpty();
  }

  /**
   * Whether nothing speaks against it: proven, or nothing could be compared and nothing was found.
   */
  public boolean unrefuted() {
    return damaged == 0 && differences.isEmpty();
  }

  /**
   * For people: a line for each difference, what is not known, and the verdict.
   *
   * @param allowEmpty whether it counts as clean when there was nothing to compare
   */
  public String text(boolean allowEmpty) {
    var text = new StringBuilder();
    differences.forEach(line -> text.append(line).append('\n'));
    if (damaged > 0) {
      text.append(
          """
          %d lines of the journal are damaged, and what they told is not known. Look through
          journal.damaged in the state directory by hand, and remove it when nothing is left.
          """
              .formatted(damaged));
    }
    return text.append(verdict(allowEmpty)).append('\n').toString();
  }

  private String verdict(boolean allowEmpty) {
    if (!differences.isEmpty()) {
      return "This node is not as audionode found it: %d differences, %d values compared; see 'restore'."
          .formatted(differences.size(), compared);
    }
    if (compared == 0 && allowEmpty && damaged == 0) {
      return """
          There was nothing to compare: the journal is missing, empty, or of another boot. There is no cgroup
          'audio' either, so this counts as clean, as --allow-empty asks.""";
    }
    if (compared == 0) {
      return """
          There was nothing to compare: the journal is missing, empty, or of another boot. There is no cgroup
          'audio', but whether the rest is as it was is not known. Is --state the directory that 'run' used?""";
    }
    return damaged > 0
        ? "The rest is as audionode found it: %d values compared.".formatted(compared)
        : "This node is as audionode found it: %d values compared.".formatted(compared);
  }
}

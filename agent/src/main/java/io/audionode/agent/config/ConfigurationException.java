package io.audionode.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that must not come into force, with everything that is wrong with it. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigurationException(String source, List<Problem> problems) {
    super(problems.stream().map(problem -> problem.text(source)).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of the file as far as it was understood; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}

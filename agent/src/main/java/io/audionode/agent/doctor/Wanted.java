package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.observe.pods.PodList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the node is to be fit for.
 *
 * @param configuration the defaults where the file is wrong
 * @param problems what is wrong with the configuration file
 * @param pods null when nobody said which
 */
public record Wanted(Configuration configuration, List<String> problems, @Nullable PodList pods) {
  public Wanted {
    requireNonNull(configuration, "configuration is null");
    problems = List.copyOf(problems);
  }
}

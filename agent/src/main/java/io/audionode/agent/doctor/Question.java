package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the doctor is asked about.
 *
 * @param state where the journal is kept
 * @param cgroupRoot where cgroup v2 is mounted, null to look for it
 * @param pods a directory of Pod files, null not to look at pods
 * @param config the configuration file, null for the built-in one
 */
public record Question(
    Path state, @Nullable Path cgroupRoot, @Nullable Path pods, @Nullable Path config) {
  public Question {
    requireNonNull(state, "state is null");
  }
}

package io.audionode.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Pods and configuration for a command that can do without them. */
public final class WishOptions {
  @Option(
      names = "--pods",
      paramLabel = "DIR",
      description = "also compare what these Pod YAML files ask for with what the node has")
  private @Nullable Path pods;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: the built-in one)")
  private @Nullable Path config;

  public @Nullable Path pods() {
    return pods;
  }

  public @Nullable Path config() {
    return config;
  }
}

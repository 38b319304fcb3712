package io.audionode.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where pods and wishes come from. */
public final class PodOptions {
  @Option(
      names = "--pods",
      paramLabel = "DIR",
      required = true,
      description = "a directory of Pod YAML files, as kubelet takes static pods")
  private Path pods = Path.of("");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: the built-in one); read again when it changes")
  private @Nullable Path config;

  public Path pods() {
    return pods;
  }

  public @Nullable Path config() {
    return config;
  }
}

package io.audionode.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that looks at the node needs to know. */
public final class NodeOptions {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "/var/lib/audionode",
      description = "where the journal is kept (default: ${DEFAULT-VALUE})")
  private Path state = Path.of("/var/lib/audionode");

  @Option(
      names = "--cgroup-root",
      paramLabel = "DIR",
      description = "where cgroup v2 is mounted (default: found in /proc/self/mountinfo)")
  private @Nullable Path cgroupRoot;

  public Path state() {
    return state;
  }

  public @Nullable Path cgroupRoot() {
    return cgroupRoot;
  }
}

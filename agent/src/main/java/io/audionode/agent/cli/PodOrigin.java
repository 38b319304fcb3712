package io.audionode.agent.cli;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** Where the pods of this node are read from. */
public sealed interface PodOrigin {
  /** A directory of Pod YAML files; no cluster is needed. */
  record Files(Path directory) implements PodOrigin {
    public Files {
      requireNonNull(directory, "directory is null");
    }
  }

  /** The API server of the cluster that this node belongs to under that name. */
  record Cluster(String nodeName) implements PodOrigin {
    public Cluster {
      requireNonNull(nodeName, "nodeName is null");
    }
  }
}

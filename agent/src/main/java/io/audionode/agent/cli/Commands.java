package io.audionode.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the commands do; each returns the exit status. */
public interface Commands {
  /** Everything is as it should be. */
  int OK = 0;

  /** The command worked and found something that is not as it should be. */
  int FOUND = 1;

  /** The arguments were wrong. */
  int USAGE = 2;

  /** audionode cannot work here. */
  int UNFIT = 3;

  /**
   * Looks after pods until the process is asked to end.
   *
   * @param config the file with the configuration, null for the built-in one
   */
  int run(NodeOptions node, PodOrigin pods, @Nullable Path config, ListenAddress listen);

  /**
   * Prints what {@link #run} would write now.
   *
   * @param config the file with the configuration, null for the built-in one
   */
  int plan(NodeOptions node, PodOrigin pods, @Nullable Path config, boolean json);

  int doctor(NodeOptions node, WishOptions wishes, boolean json);

  int restore(NodeOptions node, boolean dryRun, boolean json);

  /**
   * Compares the node with the journal.
   *
   * @param allowEmpty whether it is well when there was nothing to compare
   */
  int verifyClean(NodeOptions node, boolean allowEmpty, boolean json);
}

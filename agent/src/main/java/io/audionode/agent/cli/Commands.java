package io.audionode.agent.cli;

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

  int run(NodeOptions node, PodOptions pods, ListenAddress listen);

  int plan(NodeOptions node, PodOptions pods, boolean json);

  int doctor(NodeOptions node, WishOptions wishes, boolean json);

  int restore(NodeOptions node, boolean dryRun, boolean json);

  int verifyClean(NodeOptions node, boolean json);
}

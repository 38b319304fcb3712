package io.audionode.agent.cli;

import org.jspecify.annotations.Nullable;

/** Commands that only remember which of them was asked for. */
final class RecordedCommands implements Commands {
  @Nullable String ran;
  @Nullable RuntimeException failure;

  @Override
  public int run(NodeOptions node, PodOptions pods, ListenAddress listen) {
    return ran("run");
  }

  @Override
  public int plan(NodeOptions node, PodOptions pods, boolean json) {
    return ran("plan");
  }

  @Override
  public int doctor(NodeOptions node, WishOptions wishes, boolean json) {
    return ran("doctor");
  }

  @Override
  public int restore(NodeOptions node, boolean dryRun, boolean json) {
    return ran("restore");
  }

  @Override
  public int verifyClean(NodeOptions node, boolean json) {
    return ran("verify-clean");
  }

  private int ran(String command) {
    ran = command;
    if (failure != null) {
      throw failure;
    }
    return OK;
  }
}

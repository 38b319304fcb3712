package io.audionode.agent.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Commands that only remember which of them was asked for. */
final class RecordedCommands implements Commands {
  @Nullable String ran;
  @Nullable PodOrigin pods;
  @Nullable RuntimeException failure;

  @Override
  public int run(NodeOptions node, PodOrigin pods, @Nullable Path config, ListenAddress listen) {
    this.pods = pods;
    return ran("run");
  }

  @Override
  public int plan(NodeOptions node, PodOrigin pods, @Nullable Path config, boolean json) {
    this.pods = pods;
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
  public int verifyClean(NodeOptions node, boolean allowEmpty, boolean json) {
    return ran(allowEmpty ? "verify-clean, allowing nothing to compare" : "verify-clean");
  }

  private int ran(String command) {
    ran = command;
    if (failure != null) {
      throw failure;
    }
    return OK;
  }
}

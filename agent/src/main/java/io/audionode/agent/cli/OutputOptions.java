package io.audionode.agent.cli;

import picocli.CommandLine.Option;

/** How an answer is printed. */
public final class OutputOptions {
  @Option(names = "--json", description = "print JSON, for programs")
  private boolean json;

  public boolean json() {
    return json;
  }
}

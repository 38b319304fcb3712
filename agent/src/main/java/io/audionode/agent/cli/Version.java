package io.audionode.agent.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"audionode " + text()};
  }

  /** Such as {@code 0.1.0}; {@code unpackaged} when classes run from a directory. */
  public static String text() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}

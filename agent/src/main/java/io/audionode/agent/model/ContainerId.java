package io.audionode.agent.model;

import java.util.List;

/** Container runtimes' ids and the directory names made of them. */
public final class ContainerId {
  private static final List<String> PREFIXES = List.of("cri-containerd-", "crio-", "docker-");
  private static final String SCOPE = ".scope";

  private ContainerId() {}

  /** The id in a directory's name: {@code cri-containerd-<id>.scope} and {@code <id>} alike. */
  public static String ofDirectory(String name) {
    var plain = name.endsWith(SCOPE) ? name.substring(0, name.length() - SCOPE.length()) : name;
    for (var prefix : PREFIXES) {
      if (plain.startsWith(prefix)) {
        return plain.substring(prefix.length());
      }
    }
    return plain;
  }

  /** CRI-O's monitor process has a cgroup beside its container's, which is not a container. */
  public static boolean isContainerDirectory(String name) {
    return !name.startsWith("crio-conmon-");
  }
}

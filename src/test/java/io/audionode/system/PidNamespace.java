package io.audionode.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All processes of a container, whatever cgroup they are in: those of its PID namespace. */
final class PidNamespace {
  private PidNamespace() {}

  /** The processes that share a process's namespace, itself included; none when it is gone. */
  static List<Integer> of(int pid) {
    var own = namespace(pid);
    return own.isEmpty()
        ? List.of()
        : ProcessHandle.allProcesses()
            .map(process -> Math.toIntExact(process.pid()))
            .filter(other -> namespace(other).equals(own))
            .toList();
  }

  /** Empty for a process that is gone, and for a zombie, which has none any more. */
  private static Optional<Path> namespace(int pid) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/pid")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

package io.audionode.agent.report.threads;

import io.audionode.agent.model.thread.Locking;
import io.audionode.cgroupfs.format.Limit;
import java.util.Optional;

/**
 * What a program with threads of a class should do about mlockall(2). The agent cannot do it: a
 * process locks its own memory only.
 */
final class MlockAdvice {
  private MlockAdvice() {}

  /** Empty for a process that has locked at least half of what it has. */
  static Optional<String> of(Locking process) {
    if (process.locked().value() >= process.resident().value() / 2) {
      return Optional.empty();
    }
    var mayLock = mayLock(process);
    return Optional.of(
        "process %d has locked %s of %s: %s"
            .formatted(process.pid(), process.locked(), process.resident().rounded(), mayLock));
  }

  private static String mayLock(Locking process) {
    return switch (process.mayLock()) {
      case Limit.Max _ -> "it may lock all of it, with mlockall(MCL_CURRENT | MCL_FUTURE)";
      case Limit.Of most ->
          most.bytes().compareTo(process.resident()) >= 0
              ? "it may lock all of it (RLIMIT_MEMLOCK is %s), with mlockall(MCL_CURRENT | MCL_FUTURE)"
                  .formatted(most.bytes())
              : "RLIMIT_MEMLOCK is %s: give the container the capability IPC_LOCK, and call mlockall(MCL_CURRENT | MCL_FUTURE)"
                  .formatted(most.bytes());
    };
  }
}

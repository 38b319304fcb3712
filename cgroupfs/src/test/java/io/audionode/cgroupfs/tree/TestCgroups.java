package io.audionode.cgroupfs.tree;

import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.sys.Sys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.awaitility.Awaitility;

/**
 * A cgroup of its own for one test on a real kernel, with every controller handed down to it. On
 * close all processes that the test started are killed, and the cgroup with everything below it is
 * removed.
 */
public final class TestCgroups implements AutoCloseable {
  public static final Set<String> CONTROLLERS = Set.of("memory", "cpu", "cpuset", "pids");
  public static final Path MOUNT_POINT = Path.of("/sys/fs/cgroup");

  private static final int SIGKILL = 9;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Sys sys = Linux.system();
  private final CgroupFs fs = new CgroupFs(sys, MOUNT_POINT);
  private final String name = "cgroupfs-test-" + Long.toHexString(System.nanoTime());
  private final Deque<Process> processes = new ArrayDeque<>();
  private final Cgroup root;

  public TestCgroups() {
    LabGuest.require();
    try (var top = fs.open(CgroupPath.ROOT)) {
      top.enable(CONTROLLERS);
      root = top.create(name);
    }
  }

  public Sys sys() {
    return sys;
  }

  public CgroupFs fs() {
    return fs;
  }

  /** The test's own cgroup; it hands nothing out yet. */
  public Cgroup root() {
    return root;
  }

  /** A process of the test, in no cgroup of the test yet; ended with the test. */
  public int start(String... command) {
    try {
      var process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      processes.push(process);
      return Math.toIntExact(process.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that sleeps. */
  public int startSleeper() {
    return start("sleep", "1000");
  }

  /** A process that, a second later, holds some memory for as long as it lives, and a child. */
  public int startHog(int mebibytes) {
    var hold = "sleep 1; x=$(head -c %dM /dev/zero | tr '\\0' x); sleep 1000".formatted(mebibytes);
    return start("sh", "-c", hold);
  }

  /** Processes that, a second later, touch more and more memory, up to an amount. */
  public int startGrowing(int mebibytes) {
    return start("sh", "-c", "sleep 1; cat /dev/zero | tail -c %dM".formatted(mebibytes));
  }

  /** Ends a process and waits until it has been reaped. */
  public void end(int pid) {
    for (var process : processes) {
      if (process.pid() == pid) {
        reap(process.destroyForcibly());
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(process -> reap(process.destroyForcibly()));
    try (var top = fs.open(CgroupPath.ROOT)) {
      try (root) {
        removeBelow(root);
      }
      remove(top, name);
    }
  }

  /** Whatever is in there, started by the test's processes too; a threaded cgroup's root has it. */
  private void removeBelow(Cgroup cgroup) {
    if (cgroup.type() != CgroupType.THREADED) {
      cgroup.processes().forEach(this::kill);
    }
    for (var child : cgroup.children()) {
      try (var below = cgroup.create(child)) {
        removeBelow(below);
      }
      remove(cgroup, child);
    }
  }

  /** A killed process leaves its cgroup a moment after it was reaped. */
  private static void remove(Cgroup parent, String child) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(KernelException.Refused.class)
        .until(
            () -> {
              parent.remove(child);
              return true;
            });
  }

  private void kill(int pid) {
    try {
      sys.kill(pid, SIGKILL);
    } catch (KernelException.Gone _) {
      // it ended by itself
    }
  }

  private static void reap(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.audionode.system;

import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real systemd that manages the node's cgroups from their root. It is PID 1 of a namespace of its
 * own, with a /run of its own, starts only the unit that it is given and scopes that it is asked
 * for, and runs no generators, which an emulated processor needs seconds for. What it made of
 * cgroups stays when it ends.
 */
final class Systemd implements AutoCloseable {
  private static final String BINARY = "/lib/systemd/systemd";

  private final Path units;
  private final Path log;
  private final Process unshare;
  private @Nullable ProcessHandle systemd;
  private final List<Process> scopes = new ArrayList<>();

  private Systemd(Path units, Path log, Process unshare) {
    this.units = units;
    this.log = log;
    this.unshare = unshare;
  }

  /** Starts it with a target that wants one unit; returns when it answers. */
  static Systemd start(Path directory, String unit, String text) throws IOException {
    var units = Files.createDirectory(directory.resolve("units"));
    Files.writeString(
        units.resolve("lab.target"), "[Unit]\nDefaultDependencies=no\nWants=%s\n".formatted(unit));
    Files.writeString(units.resolve(unit), text);
    var log = directory.resolve("systemd.log");
    var inRoot =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "echo $$ >/sys/fs/cgroup/cgroup.procs && exec unshare --pid --fork --kill-child"
                    + " --mount --mount-proc --propagation private"
                    + " /bin/sh -c 'mount -t tmpfs tmpfs /run && exec "
                    + BINARY
                    + " --system --unit=lab.target --log-target=console'")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    inRoot.environment().clear();
    inRoot
        .environment()
        .putAll(
            Map.of(
                "PATH", "/usr/sbin:/usr/bin:/sbin:/bin",
                "container", "lab",
                "SYSTEMD_UNIT_PATH", units + ":", // and the usual places, for what is transient
                "SYSTEMD_GENERATOR_PATH", "/nonexistent"));
    var systemd = new Systemd(units, log, inRoot.start());
    try {
      systemd.awaitActive(unit);
      return systemd;
    } catch (RuntimeException e) {
      systemd.close();
      throw new AssertionError(systemd.said(), e);
    }
  }

  private void awaitActive(String unit) {
    await("systemd answers")
        .atMost(Scenario.PATIENCE)
        .failFast("systemd has ended", () -> !unshare.isAlive())
        .untilAsserted(
            () -> {
              systemd = unshare.children().findFirst().orElse(null);
              run("systemctl", "is-active", unit).succeeded();
            });
  }

  /** What a unit file says from the next reload on. */
  void unit(String name, String text) throws IOException {
    Files.writeString(units.resolve(name), text);
  }

  /** Returns when it has reloaded. */
  void reload() {
    run("systemctl", "daemon-reload").succeeded();
  }

  /** A container as a runtime starts it with systemd's cgroup driver. */
  void scope(CgroupPath scope, String... command) throws IOException {
    var names = scope.segments();
    var start =
        new ArrayList<>(
            List.of(
                "systemd-run",
                "--scope",
                "--unit=" + names.getLast(),
                "--slice=" + names.get(names.size() - 2),
                "--property=MemoryMax=120M",
                "--property=CPUWeight=50"));
    start.addAll(List.of(command));
    scopes.add(
        new ProcessBuilder(inside(start))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }

  private Command run(String... command) {
    return Command.run(inside(List.of(command)));
  }

  private List<String> inside(List<String> command) {
    var all = new ArrayList<>(List.of("nsenter", "--pid", "--mount", "--target", "" + pid()));
    all.addAll(command);
    return all;
  }

  private long pid() {
    if (systemd == null) {
      throw new AssertionError("systemd does not run: " + said());
    }
    return systemd.pid();
  }

  /** What it logged, and what started scopes printed. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when it is gone, and with it all that it started. */
  @Override
  public void close() {
    scopes.forEach(Process::destroyForcibly);
    unshare.destroyForcibly();
    if (systemd != null) {
      systemd.onExit().orTimeout(Scenario.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }
}

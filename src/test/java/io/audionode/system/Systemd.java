package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real systemd that manages the node's cgroups from their root. It is PID 1 of a namespace of its
 * own, knows only the units that it is given and those that are started by its name, and runs no
 * generators, which an emulated processor needs seconds for.
 */
final class Systemd implements AutoCloseable {
  private static final String BINARY = "/lib/systemd/systemd";

  private final Path units;
  private final Path log;
  private final Process unshare;
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
                    + " --mount --mount-proc --propagation private "
                    + BINARY
                    + " --system --unit=lab.target --log-target=console")
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
    await("systemd answers")
        .atMost(Scenario.PATIENCE)
        .untilAsserted(() -> systemd.run("systemctl", "is-active", unit).succeeded());
    return systemd;
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
    return Optional.of(unshare)
        .flatMap(process -> process.children().findFirst())
        .map(ProcessHandle::pid)
        .orElseThrow(() -> new AssertionError("systemd does not run, see " + log));
  }

  @Override
  public void close() {
    scopes.forEach(Process::destroyForcibly);
    unshare.destroyForcibly();
    assertThat(unshare.onExit().join().isAlive()).isFalse();
  }
}

package io.audionode.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A real systemd that manages the node's cgroups from their root. It is PID 1 of a namespace of its
 * own, knows only the units that it is given, and logs to the kernel's log.
 */
final class Systemd implements AutoCloseable {
  private static final String BINARY = "/lib/systemd/systemd";
  private static final String RELOADING = "Reloading";

  private final Path units;
  private final Process unshare;
  private final long reloadsBefore;

  private Systemd(Path units, Process unshare, long reloadsBefore) {
    this.units = units;
    this.unshare = unshare;
    this.reloadsBefore = reloadsBefore;
  }

  /** Starts it with a target that wants one unit. */
  static Systemd start(Path units, String unit, String text) throws IOException {
    Files.writeString(
        units.resolve("default.target"),
        "[Unit]\nDefaultDependencies=no\nWants=%s\n".formatted(unit));
    Files.writeString(units.resolve(unit), text);
    var before = reloadings();
    var script =
        """
        echo $$ >/sys/fs/cgroup/cgroup.procs && exec env -i container=lab PATH=/usr/bin:/bin \
          SYSTEMD_UNIT_PATH=%s SYSTEMD_LOG_TARGET=kmsg SYSTEMD_LOG_LEVEL=info \
          unshare --pid --fork --kill-child --mount --mount-proc --propagation private \
          %s --system --unit=default.target
        """
            .formatted(units, BINARY);
    var process =
        new ProcessBuilder("/bin/sh", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(units.resolve("systemd.log").toFile())
            .start();
    return new Systemd(units, process, before);
  }

  /** What a unit file says from the next reload on. */
  void unit(String name, String text) throws IOException {
    Files.writeString(units.resolve(name), text);
  }

  /** What {@code systemctl daemon-reload} does; returns once it has begun. */
  void reload() throws IOException {
    var before = reloads();
    var systemd = systemd().orElseThrow(() -> new AssertionError(output()));
    new ProcessBuilder("/bin/kill", "-HUP", Long.toString(systemd.pid())).start();
    await().atMost(Scenario.PATIENCE).until(() -> reloads() > before);
  }

  /** How often it has reloaded, by its own log. */
  long reloads() throws IOException {
    return reloadings() - reloadsBefore;
  }

  private Optional<ProcessHandle> systemd() {
    return unshare.children().findFirst();
  }

  private String output() {
    try {
      return Files.readString(units.resolve("systemd.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long reloadings() throws IOException {
    var dmesg = new ProcessBuilder("dmesg").redirectErrorStream(true).start();
    try (var lines = new String(dmesg.getInputStream().readAllBytes(), UTF_8).lines()) {
      return lines.filter(line -> line.contains("systemd") && line.contains(RELOADING)).count();
    }
  }

  @Override
  public void close() {
    unshare.destroyForcibly();
  }
}

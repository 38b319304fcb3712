package io.audionode.system;

import static io.audionode.system.Command.docker;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.report.status.StatusView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The image of {@code scripts/image} as a container, with the mounts of the DaemonSet. */
final class AgentContainer implements AutoCloseable {
  static final String IMAGE = "audionode:scenario";
  private static final String BASE = "audionode-base";

  final Path pods;
  private final List<String> options = new ArrayList<>();
  private String id = "";

  /**
   * Prepares one.
   *
   * @param rights options of {@code docker run} for what it may do
   * @param config its configuration file
   */
  AgentContainer(List<String> rights, String config) throws IOException {
    var directory = Files.createTempDirectory("audionode");
    pods = Files.createDirectory(directory.resolve("pods"));
    var configuration = Files.createDirectory(directory.resolve("config"));
    Files.writeString(configuration.resolve("config.yaml"), config);
    var state = Files.createDirectory(directory.resolve("state"));
    options.addAll(rights);
    options.addAll(List.of("--pid=host", "--network=host", "--read-only"));
    options.add("--volume=/sys/fs/cgroup:/sys/fs/cgroup");
    options.add("--volume=" + state + ":/var/lib/audionode");
    options.add("--volume=" + configuration + ":/etc/audionode:ro");
    options.add("--volume=" + pods + ":/pods:ro");
  }

  /**
   * Builds the image of what {@code scripts/image --context} has laid out, on a base with this
   * machine's C library and nothing else.
   */
  static void build() {
    script("src/lab/base-image.sh", BASE);
    docker("build", "--build-arg", "BASE=" + BASE, "--tag", IMAGE, "src/target/image");
  }

  private static void script(String script, String... arguments) {
    var command = new ArrayList<>(List.of(Path.of(script).toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    Command.run(command).succeeded();
  }

  /** Starts {@code run} and waits until it is ready. */
  AgentContainer start() {
    id =
        docker(
            command(
                "--detach",
                "run",
                "--pods=/pods",
                "--config=/etc/audionode/config.yaml",
                "--listen=127.0.0.1:0"));
    await().atMost(Scenario.PATIENCE).until(() -> log().contains(" answers"));
    api().awaitReady();
    return this;
  }

  /** Runs another command of the image to its end. */
  Command run(String... arguments) {
    return Command.run(
        Stream.concat(Stream.of("docker"), Stream.of(command("--rm", arguments))).toList());
  }

  private String[] command(String option, String... arguments) {
    var command = new ArrayList<>(List.of("run", option));
    command.addAll(options);
    command.add(IMAGE);
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  String log() {
    return docker("logs", id);
  }

  int pid() {
    return Integer.parseInt(inspect("{{.State.Pid}}"));
  }

  StatusView status() {
    return api().status();
  }

  AgentApi api() {
    return AgentApi.of(log());
  }

  /** SIGTERM, without Docker's own slowness; returns how long it took to end. */
  Duration terminate() {
    var process = ProcessHandle.of(pid()).orElseThrow();
    var asked = Instant.now();
    process.destroy();
    await()
        .atMost(Scenario.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive());
    var took = Duration.between(asked, Instant.now());
    docker("wait", id);
    return took;
  }

  int exitStatus() {
    return Integer.parseInt(inspect("{{.State.ExitCode}}"));
  }

  private String inspect(String format) {
    return docker("inspect", "--format", format, id);
  }

  @Override
  public void close() {
    if (!id.isEmpty()) {
      docker("rm", "--force", id);
    }
    if (Files.exists(Path.of("/sys/fs/cgroup/audio"))) { // a test that failed half-way
      run("restore");
    }
  }
}

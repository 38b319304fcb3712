package io.audionode.system;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Statistics;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/** A real container of the lab's image in a pod's directory, and what a runtime does with it. */
final class LabContainer implements AutoCloseable {
  static final int SCORE = 900;
  private static final int SECONDS_TO_STOP = 1;

  private final GenericContainer<?> container;
  private final DockerClient docker;

  private LabContainer(GenericContainer<?> container) {
    this.container = container;
    this.docker = container.getDockerClient();
  }

  /** Starts one as kubelet has a Burstable container started. */
  @SuppressWarnings("resource") // closed by its owner
  static LabContainer start(CgroupPath pod, long memoryMax, String... command) {
    var container =
        new GenericContainer<>("audionode-lab:latest")
            .withCommand(command)
            .withCreateContainerCmdModifier(
                create ->
                    requireNonNull(create.getHostConfig(), "host config")
                        .withNetworkMode("none")
                        .withCgroupParent("/" + pod.value())
                        .withMemory(memoryMax)
                        .withOomScoreAdj(SCORE));
    container.start();
    return new LabContainer(container);
  }

  String id() {
    return container.getContainerId();
  }

  /** The main process, as the host numbers it; 0 when there is none. */
  int pid() {
    return Math.toIntExact(requireNonNull(state().getPidLong(), "pid"));
  }

  boolean isRunning() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  long exitStatus() {
    return requireNonNull(state().getExitCodeLong(), "exit code");
  }

  /** Whether Docker has noticed that the kernel killed in it. */
  boolean isOomKilled() {
    return Boolean.TRUE.equals(state().getOOMKilled());
  }

  Instant startedAt() {
    return Instant.parse(requireNonNull(state().getStartedAt(), "started at"));
  }

  Duration age() {
    return Duration.between(startedAt(), Instant.now());
  }

  private ContainerState state() {
    return docker.inspectContainerCmd(id()).exec().getState();
  }

  /** Runs a command in it to its end. */
  ExecResult exec(String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Starts a command in it that goes on. */
  void execDetached(String... command) {
    var id = docker.execCreateCmd(id()).withCmd(command).exec().getId();
    await(docker.execStartCmd(id).withDetach(true).exec(new ResultCallback.Adapter<Frame>()));
  }

  /** Bytes in use, as {@code docker stats} has them; it leaves out what is 0. */
  long memoryInStats() {
    var answer = new CompletableFuture<Statistics>();
    await(
        docker
            .statsCmd(id())
            .withNoStream(true)
            .exec(
                new ResultCallback.Adapter<Statistics>() {
                  @Override
                  public void onNext(Statistics statistics) {
                    answer.complete(statistics);
                  }
                }));
    var memory = requireNonNull(answer.join().getMemoryStats(), "memory stats");
    return requireNonNullElse(memory.getUsage(), 0L);
  }

  private static <T> void await(ResultCallback.Adapter<T> callback) {
    try {
      callback.awaitCompletion();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  void update(long memoryMax) {
    docker.updateContainerCmd(id()).withMemory(memoryMax).exec();
  }

  void pause() {
    docker.pauseContainerCmd(id()).exec();
  }

  void unpause() {
    docker.unpauseContainerCmd(id()).exec();
  }

  void restart() {
    docker.restartContainerCmd(id()).withTimeout(SECONDS_TO_STOP).exec();
  }

  /** Starts it again once it has ended. */
  void startAgain() {
    docker.startContainerCmd(id()).exec();
  }

  void stop() {
    docker.stopContainerCmd(id()).withTimeout(SECONDS_TO_STOP).exec();
  }

  void remove() {
    docker.removeContainerCmd(id()).exec();
  }

  /** By force, whatever became of it. */
  @Override
  public void close() {
    container.close();
  }
}

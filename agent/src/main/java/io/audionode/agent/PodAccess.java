package io.audionode.agent;

import io.audionode.agent.cli.PodOrigin;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.observe.pods.PodFiles;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.agent.observe.pods.api.ApiPods;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.Pulse;
import io.audionode.agent.report.status.LoopState;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/** The way to the pods of this node, found and fit to be used. */
public sealed interface PodAccess extends AutoCloseable {
  /**
   * The pods now and from now on.
   *
   * @param watch watches a directory and marks the loop when it changes
   * @param changed marks the loop
   */
  PodSource open(Consumer<Path> watch, Runnable changed);

  /**
   * The pods for one look.
   *
   * @throws StartException when nobody tells of them
   */
  PodSource once();

  /** The cluster they come from; empty without one. */
  Optional<ClusterAccess> cluster();

  /** The loop that follows them; empty when the main one looks for itself. */
  Optional<LoopState> loop();

  @Override
  void close();

  /**
   * Opens what the command line names.
   *
   * @throws StartException when it is not there
   */
  static PodAccess open(PodOrigin origin, Vertx vertx) {
    return switch (origin) {
      case PodOrigin.Files(var directory) -> directory(directory);
      case PodOrigin.Cluster(var nodeName) ->
          new Cluster(
              ClusterAccess.open(vertx, nodeName), new Pulse("following pods", Clocks.system()));
    };
  }

  /**
   * A directory of Pod YAML files.
   *
   * @throws StartException when it is none
   */
  static PodAccess directory(Path pods) {
    if (!Files.isDirectory(pods)) {
      throw new StartException(
          "--pods %s is not a directory: make it, or name one with Pod YAML files".formatted(pods));
    }
    return new Directory(pods);
  }

  /** Pod YAML files. */
  record Directory(Path path) implements PodAccess {
    @Override
    public PodSource open(Consumer<Path> watch, Runnable changed) {
      watch.accept(path);
      return once();
    }

    @Override
    public PodSource once() {
      return new PodFiles(path, InstantSource.system());
    }

    @Override
    public Optional<ClusterAccess> cluster() {
      return Optional.empty();
    }

    @Override
    public Optional<LoopState> loop() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  /** What the API server says. */
  record Cluster(ClusterAccess access, Pulse pulse) implements PodAccess {
    /** How long nothing may be heard of the thread that follows pods; one answer may take 15 s. */
    private static final Duration RESYNC = Duration.ofMinutes(1);

    @Override
    public PodSource open(Consumer<Path> watch, Runnable changed) {
      return ApiPods.follow(access.client(), access.nodeName(), changed, pulse);
    }

    @Override
    public PodSource once() {
      var pods = ApiPods.once(access.client(), access.nodeName());
      pods.link()
          .flatMap(ApiLink::warning)
          .ifPresent(
              warning -> {
                throw new StartException(warning);
              });
      return pods;
    }

    @Override
    public Optional<ClusterAccess> cluster() {
      return Optional.of(access);
    }

    @Override
    public Optional<LoopState> loop() {
      return Optional.of(Watchers.loop("pods", pulse, RESYNC));
    }

    @Override
    public void close() {
      access.close();
    }
  }
}

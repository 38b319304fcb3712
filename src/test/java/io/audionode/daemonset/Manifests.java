package io.audionode.daemonset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The manifests of this checkout. */
public record Manifests(List<HasMetadata> objects) {
  public static final Path DIRECTORY = checkout().resolve("daemonset");

  /** One file. */
  static Manifests file(String name) {
    return new Manifests(StrictYaml.objects(text(name)));
  }

  /** A directory with a kustomization, as kubectl renders it. */
  static Manifests rendered(String directory) {
    return new Manifests(StrictYaml.objects(kubectl(DIRECTORY.resolve(directory))));
  }

  /** The agent's container in the base. */
  public static Container agent() {
    return file("base/daemonset.yaml").container();
  }

  /** How long kubelet lets the base's agent end before it kills it. */
  public static Duration gracePeriod() {
    var template = file("base/daemonset.yaml").only(DaemonSet.class).getSpec().getTemplate();
    return Duration.ofSeconds(template.getSpec().getTerminationGracePeriodSeconds());
  }

  /** What the overlay of that name gives the agent's container. */
  public static SecurityContext leastPrivilege() {
    return file("overlays/least-privilege/daemonset.yaml").container().getSecurityContext();
  }

  /** The seccomp profile that the overlay of that name asks kubelet for. */
  public static Path seccompProfile() {
    var overlay = "overlays/seccomp/";
    var rights = file(overlay + "daemonset.yaml").container().getSecurityContext();
    return DIRECTORY.resolve(overlay + rights.getSeccompProfile().getLocalhostProfile());
  }

  static String text(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only object of a type. */
  <T extends HasMetadata> T only(Class<T> type) {
    assertThat(all(type).toList()).hasSize(1);
    return all(type).findFirst().orElseThrow();
  }

  <T extends HasMetadata> T named(Class<T> type, String name) {
    return all(type)
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  <T extends HasMetadata> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  /** The only container of the only DaemonSet. */
  Container container() {
    var containers = only(DaemonSet.class).getSpec().getTemplate().getSpec().getContainers();
    assertThat(containers).hasSize(1);
    return containers.getFirst();
  }

  private static String kubectl(Path directory) {
    try {
      var process =
          new ProcessBuilder("kubectl", "kustomize", directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("kubectl kustomize " + directory).isZero();
      return text;
    } catch (IOException e) {
      throw new AssertionError(
          "kubectl is needed to render: Debian's package kubernetes-client", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Path checkout() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .takeWhile(directory -> directory != null)
        .filter(directory -> Files.isDirectory(directory.resolve("daemonset/base")))
        .findFirst()
        .orElseThrow();
  }
}

package io.audionode.agent.observe.pods;

import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Excerpt;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The containers of a pod, with their ids once the runtime gave them. */
final class ContainerReader {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][-_.A-Za-z0-9]{0,127}");
  private static final String SIDECAR = "Always";

  private ContainerReader() {}

  /** Those that run as long as the pod does. */
  static List<ContainerSpec> containers(PodSpec spec, @Nullable PodStatus status)
      throws PodException {
    var containers = read(running(spec), status);
    if (containers.stream().map(ContainerSpec::name).distinct().count() < containers.size()) {
      throw new PodException("spec.containers: two have the same name; allowed: one of each name");
    }
    return containers;
  }

  /** Those that end before the others start. */
  static List<ContainerSpec> initContainers(PodSpec spec, @Nullable PodStatus status)
      throws PodException {
    return read(
        present(spec.getInitContainers()).stream()
            .filter(container -> !isSidecar(container))
            .toList(),
        status);
  }

  private static List<ContainerSpec> read(List<Container> objects, @Nullable PodStatus status)
      throws PodException {
    var ids = ids(status);
    var given = given(status);
    var containers = new ArrayList<ContainerSpec>();
    for (Container object : objects) {
      containers.add(container(object, given, ids));
    }
    return containers;
  }

  private static boolean isSidecar(Container initContainer) {
    return SIDECAR.equals(initContainer.getRestartPolicy());
  }

  private static List<Container> running(PodSpec spec) throws PodException {
    if (present(spec.getContainers()).isEmpty()) {
      throw new PodException("spec.containers is missing; allowed: one container or more");
    }
    var sidecars = present(spec.getInitContainers()).stream().filter(ContainerReader::isSidecar);
    return Stream.concat(present(spec.getContainers()).stream(), sidecars).toList();
  }

  private static ContainerSpec container(
      Container object, Map<String, Resources> given, Map<String, String> ids) throws PodException {
    String name = Names.LABEL.require("spec.containers.name", object.getName());
    try {
      var wanted = Resources.of(object.getResources());
      var resources = given.getOrDefault(name, wanted);
      return new ContainerSpec(
          name,
          resources.memoryRequest().orElse(null),
          resources.memoryLimit().orElse(null),
          resources.cpuMillis().or(wanted::cpuMillis).orElse(null),
          ids.get(name));
    } catch (PodException e) {
      throw new PodException("container " + name + ": " + e.getMessage());
    }
  }

  private static Map<String, Resources> given(@Nullable PodStatus status) throws PodException {
    var given = new HashMap<String, Resources>();
    if (status != null) {
      for (ContainerStatus container : statuses(status)) {
        if (container.getName() != null) {
          Resources.given(container.getResources())
              .ifPresent(resources -> given.put(container.getName(), resources));
        }
      }
    }
    return given;
  }

  private static Map<String, String> ids(@Nullable PodStatus status) throws PodException {
    var ids = new HashMap<String, String>();
    if (status != null) {
      for (ContainerStatus container : statuses(status)) {
        Optional<String> id = id(container);
        if (id.isPresent() && container.getName() != null) {
          ids.put(container.getName(), id.get());
        }
      }
    }
    return ids;
  }

  private static List<ContainerStatus> statuses(PodStatus status) {
    return Stream.concat(
            present(status.getContainerStatuses()).stream(),
            present(status.getInitContainerStatuses()).stream())
        .toList();
  }

  /** {@code containerd://<id>}; empty text while there is none. */
  private static Optional<String> id(ContainerStatus object) throws PodException {
    String text = Objects.requireNonNullElse(object.getContainerID(), "");
    String id = text.substring(text.indexOf("://") < 0 ? 0 : text.indexOf("://") + "://".length());
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      throw new PodException(
          "status.containerStatuses.containerID is \"%s\", allowed are letters, digits, \"-\", \"_\" and \".\""
              .formatted(Excerpt.of(text)));
    }
    return Optional.of(id).filter(it -> !it.isEmpty());
  }

  /** The elements that are there: YAML lets a list, and each element of it, be null. */
  static <T> List<T> present(@Nullable List<T> list) {
    return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
  }
}

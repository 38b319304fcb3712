package io.audionode.agent.observe.pods;

import io.audionode.agent.model.ContainerSpec;
import io.audionode.agent.model.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The containers of a pod, with their ids once the runtime gave them. */
final class ContainerReader {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][-_.A-Za-z0-9]{0,127}");
  private static final String SIDECAR = "Always";
  private static final String INIT = "initContainers";

  private ContainerReader() {}

  /** Those that run as long as the pod does. */
  static List<ContainerSpec> containers(Fields spec, Fields status) throws PodException {
    var containers = read(running(spec), status);
    if (containers.stream().map(ContainerSpec::name).distinct().count() < containers.size()) {
      throw new PodException("spec.containers: two have the same name; allowed: one of each name");
    }
    return containers;
  }

  /** Those that end before the others start. */
  static List<ContainerSpec> initContainers(Fields spec, Fields status) throws PodException {
    return read(initContainers(spec, false), status);
  }

  /** Those that run as long as the pod does, and those that end before. */
  static List<Fields> all(Fields spec) throws PodException {
    return both(spec, "containers", INIT);
  }

  private static List<Fields> both(Fields object, String one, String other) throws PodException {
    var both = new ArrayList<>(object.objects(one));
    both.addAll(object.objects(other));
    return both;
  }

  private static List<ContainerSpec> read(List<Fields> objects, Fields status) throws PodException {
    var ids = ids(status);
    var given = given(status);
    var containers = new ArrayList<ContainerSpec>();
    for (var object : objects) {
      containers.add(container(object, given, ids));
    }
    return containers;
  }

  private static List<Fields> initContainers(Fields spec, boolean sidecars) throws PodException {
    var containers = new ArrayList<Fields>();
    for (var container : spec.objects(INIT)) {
      if (container.text("restartPolicy").filter(SIDECAR::equals).isPresent() == sidecars) {
        containers.add(container);
      }
    }
    return containers;
  }

  private static List<Fields> running(Fields spec) throws PodException {
    var running = new ArrayList<>(spec.objects("containers"));
    if (running.isEmpty()) {
      throw new PodException("spec.containers is missing; allowed: one container or more");
    }
    running.addAll(initContainers(spec, true));
    return running;
  }

  private static ContainerSpec container(
      Fields object, Map<String, Resources> given, Map<String, String> ids) throws PodException {
    var name = Names.LABEL.require("spec.containers.name", object.text("name").orElse(null));
    try {
      var wanted = Resources.of(object.object("resources"));
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

  private static Map<String, Resources> given(Fields status) throws PodException {
    var given = new HashMap<String, Resources>();
    for (var container : statuses(status)) {
      var name = container.text("name");
      if (name.isPresent()) {
        Resources.given(container.object("resources"))
            .ifPresent(resources -> given.put(name.get(), resources));
      }
    }
    return given;
  }

  private static Map<String, String> ids(Fields status) throws PodException {
    var ids = new HashMap<String, String>();
    for (var container : statuses(status)) {
      var name = container.text("name");
      var id = id(container);
      if (name.isPresent() && id.isPresent()) {
        ids.put(name.get(), id.get());
      }
    }
    return ids;
  }

  private static List<Fields> statuses(Fields status) throws PodException {
    return both(status, "containerStatuses", "initContainerStatuses");
  }

  /** {@code containerd://<id>}; empty text while there is none. */
  private static Optional<String> id(Fields object) throws PodException {
    var text = object.text("containerID").orElse("");
    var id = text.substring(text.indexOf("://") < 0 ? 0 : text.indexOf("://") + "://".length());
    if (!id.isEmpty() && !ID.matcher(id).matches()) {
      throw new PodException(
          "status.containerStatuses.containerID is \"%s\", allowed are letters, digits, \"-\", \"_\" and \".\""
              .formatted(Excerpt.of(text)));
    }
    return Optional.of(id).filter(it -> !it.isEmpty());
  }
}

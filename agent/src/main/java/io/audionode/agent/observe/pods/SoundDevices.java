package io.audionode.agent.observe.pods;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which sound devices a pod uses, as far as its spec tells. Pure. */
final class SoundDevices {
  private static final String DIRECTORY = "/dev/snd";

  /** Device plugins choose names such as {@code smarter-devices/snd} or {@code squat.ai/audio}. */
  private static final Pattern RESOURCE =
      Pattern.compile("[^/]+/.*(snd|sound|audio|alsa).*", Pattern.CASE_INSENSITIVE);

  private SoundDevices() {}

  /**
   * The files below {@code /dev/snd} that its containers mount; the directory itself when they
   * mount that, or ask a device plugin for a sound device, of which nothing says which it will be.
   */
  static Set<String> of(PodSpec spec) {
    var containers =
        Stream.of(spec.getContainers(), spec.getInitContainers())
            .flatMap(list -> ContainerReader.present(list).stream())
            .toList();
    var mounted =
        containers.stream()
            .flatMap(container -> ContainerReader.present(container.getVolumeMounts()).stream())
            .map(VolumeMount::getName)
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    var devices = new TreeSet<String>();
    for (var volume : ContainerReader.present(spec.getVolumes())) {
      if (volume.getName() != null && mounted.contains(volume.getName())) {
        path(volume).ifPresent(devices::add);
      }
    }
    if (containers.stream().anyMatch(SoundDevices::asksForOne)) {
      devices.add(DIRECTORY);
    }
    return devices;
  }

  private static Optional<String> path(Volume volume) {
    return Optional.ofNullable(volume.getHostPath())
        .map(HostPathVolumeSource::getPath)
        .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
        .filter(path -> path.equals(DIRECTORY) || path.startsWith(DIRECTORY + "/"));
  }

  private static boolean asksForOne(Container container) {
    var resources = requireNonNullElse(container.getResources(), new ResourceRequirements());
    return Stream.of(resources.getRequests(), resources.getLimits())
        .map(amounts -> requireNonNullElse(amounts, Map.<String, Quantity>of()))
        .flatMap(amounts -> amounts.keySet().stream())
        .anyMatch(name -> RESOURCE.matcher(name).matches());
  }
}

package io.audionode.agent.observe.pods;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
  static Set<String> of(Fields spec) throws PodException {
    var mounted = new HashSet<String>();
    var devices = new TreeSet<String>();
    for (var container : ContainerReader.all(spec)) {
      for (var mount : container.objects("volumeMounts")) {
        mount.text("name").ifPresent(mounted::add);
      }
      if (asksForOne(container.object("resources"))) {
        devices.add(DIRECTORY);
      }
    }
    for (var volume : spec.objects("volumes")) {
      if (volume.text("name").filter(mounted::contains).isPresent()) {
        path(volume).ifPresent(devices::add);
      }
    }
    return devices;
  }

  private static Optional<String> path(Fields volume) throws PodException {
    return volume
        .object("hostPath")
        .text("path")
        .map(path -> path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
        .filter(path -> path.equals(DIRECTORY) || path.startsWith(DIRECTORY + "/"));
  }

  private static boolean asksForOne(Fields resources) throws PodException {
    return Stream.of(resources.object("requests"), resources.object("limits"))
        .flatMap(amounts -> amounts.names().stream())
        .anyMatch(name -> name instanceof String text && RESOURCE.matcher(text).matches());
  }
}

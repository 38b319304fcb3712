package io.audionode.agent.desired;

import static java.util.Objects.requireNonNullElse;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Defaults;
import io.audionode.agent.config.Profile;
import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Quantity;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pod's labels and annotations against the configured profiles.
 *
 * <p>A bad annotation never stops a pod: it is left out, said in the warnings, and the profile
 * counts.
 */
final class Wishes {
  private final Pod pod;
  private final List<String> warnings = new ArrayList<>();

  private Wishes(Pod pod) {
    this.pod = pod;
  }

  /** The name of the profile the pod asks for; the label counts before the RuntimeClass. */
  static String profileName(Pod pod) {
    return requireNonNullElse(pod.labels().get(Labels.PROFILE), Labels.RUNTIME_CLASS_PROFILE);
  }

  /** The pod's wish; empty when no profile has the name it asks for. */
  static Optional<Wish> of(Pod pod, Configuration configuration) {
    return Optional.ofNullable(configuration.profiles().get(profileName(pod)))
        .map(profile -> new Wishes(pod).read(profile));
  }

  /** For a pod to be left as it is, whatever it asks. */
  static Wish held(Pod pod) {
    var wish = new Wishes(pod).read(Defaults.profile(profileName(pod)));
    return new Wish(
        wish.profile(),
        wish.memoryMin(),
        wish.swapMax(),
        wish.oomScoreAdj(),
        wish.oomScoreAdjForced(),
        wish.numaNode(),
        true,
        wish.warnings());
  }

  /** Why {@link #of} had no wish for a pod. */
  static String unknownProfile(Pod pod, Configuration configuration) {
    return "profile \"%s\" is not configured; known are %s; the pod is left as it is"
        .formatted(
            Excerpt.of(profileName(pod)),
            String.join(", ", new TreeSet<>(configuration.profiles().keySet())));
  }

  private Wish read(Profile profile) {
    var memoryMin = annotation(Labels.MEMORY_MIN, "a quantity such as 256Mi", Wishes::bytes);
    var swapMax = annotation(Labels.SWAP_MAX, "a quantity or max", Wishes::limit);
    var oom = annotation(oomAnnotation(), "-1000..1000", text -> within(text, -1000, 1000));
    var node = annotation(Labels.NUMA_NODE, "a NUMA node's number", text -> within(text, 0, 1023));
    var hold = annotation(Labels.HOLD, "true or false", Wishes::truth);
    var isolated =
        annotation(Labels.ISOLATE, Isolation.allowed(profile), Isolation.reader(profile));
    return new Wish(
        isolated == null ? profile : isolated,
        memoryMin,
        requireNonNullElse(swapMax, profile.swapMax()),
        oom == null ? profile.oomScoreAdj().getOrDefault(pod.qos(), 0) : oom,
        oom != null,
        node,
        requireNonNullElse(hold, false),
        warnings);
  }

  private String oomAnnotation() {
    return pod.annotations().containsKey(Labels.OOM_SCORE_ADJ)
        ? Labels.OOM_SCORE_ADJ
        : Labels.OOM_SCORE_ADJ_OLD;
  }

  private <T> @Nullable T annotation(String key, String allowed, Function<String, T> reader) {
    var text = pod.annotations().get(key);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text.strip());
    } catch (IllegalArgumentException e) {
      warnings.add(
          "annotation %s=\"%s\" is ignored; allowed is %s"
              .formatted(key, Excerpt.of(text), allowed));
      return null;
    }
  }

  private static Bytes bytes(String text) {
    return Quantity.parse(text).bytes();
  }

  private static Limit limit(String text) {
    return text.equals("max") ? Limit.MAX : Limit.of(bytes(text));
  }

  private static Integer within(String text, int least, int most) {
    var number = Integer.parseInt(text);
    if (number < least || number > most) {
      throw new IllegalArgumentException(text + " is outside " + least + ".." + most);
    }
    return number;
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}

package io.audionode.agent.report.status;

import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.ContainerDesire;
import io.audionode.agent.desired.PodDesire;
import java.util.stream.Collectors;

/** How a whole pod is looked after. */
public enum PodAdoption {
  SUBTREE("subtree"),
  IN_PLACE("in-place"),
  /** Watched, never written. */
  HELD("held"),
  /** Its containers are looked after in different ways. */
  MIXED("mixed"),
  /** It has no container yet, or none that is ready to be looked after. */
  WAITING("waiting"),
  /** It asks for a profile that is not configured, and is left as it is. */
  UNSERVED("unserved");

  private final String word;

  PodAdoption(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }

  static PodAdoption of(PodDesire pod) {
    if (pod.wish().hold()) {
      return HELD;
    }
    var ways = pod.containers().stream().map(ContainerDesire::adoption).distinct().toList();
    return switch (ways.size()) {
      case 0 -> WAITING;
      case 1 -> of(ways.getFirst());
      default -> MIXED;
    };
  }

  private static PodAdoption of(Adoption adoption) {
    return switch (adoption) {
      case SUBTREE -> SUBTREE;
      case IN_PLACE -> IN_PLACE;
      case HELD -> HELD;
      case WAITING -> WAITING;
    };
  }

  static String reason(PodDesire pod) {
    if (pod.containers().isEmpty()) {
      return pod.seen().home() == null
          ? "no cgroup below kubepods yet"
          : "its cgroup has no container yet";
    }
    return pod.containers().stream()
        .map(ContainerDesire::reason)
        .distinct()
        .collect(Collectors.joining("; "));
  }
}

package io.audionode.agent.observe.incidents;

import io.audionode.agent.model.incident.Incident;
import io.audionode.agent.model.incident.Place;
import io.audionode.agent.model.incident.Sample;
import io.audionode.agent.model.pressure.NodeMemory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an incident of what happened and of what was recorded. For one thread.
 *
 * @param room what a cause is decided from
 * @param node the same for people, null when it could not be read
 */
record Story(Recording recording, Tapes tapes, Findings.NodeRoom room, @Nullable NodeMemory node) {
  private static final String NODE = "node";
  private static final String UNKNOWN = "unknown";
  private static final int UID_CHARACTERS = 8;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  Incident of(Happening happening) {
    var tape = tape(happening);
    var place = place(happening, tape);
    var recorded = recorded(happening, tape);
    var victims = Victims.of(happening.kills(), happening.counted().kills(), happening.departed());
    var samples = tape == null ? List.<Sample>of() : tape.samples();
    var found =
        new Findings(
            place,
            recorded,
            happening.kind(),
            happening.counted(),
            victims,
            samples,
            happening.neighbours(),
            room);
    return new Incident(
        id(happening.at(), place.pod()),
        happening.at(),
        place,
        happening.kind(),
        Causes.of(found),
        happening.signals(),
        victims,
        samples,
        recorded == null ? List.of() : recorded.knobs(),
        tape == null ? List.of() : tape.changesSince(happening.at().minus(MINUTE)),
        happening.neighbours(),
        node);
  }

  /** As it was when it was first noticed: a run of the loop may have mended something since. */
  private static @Nullable Recorded recorded(Happening happening, @Nullable Tape tape) {
    return happening.recorded() != null
        ? happening.recorded()
        : tape == null ? null : tape.recorded();
  }

  /** Where only the pod is known, its largest container's. */
  private @Nullable Tape tape(Happening happening) {
    return happening.tape() != null ? happening.tape() : tapes.largestOf(happening.pod());
  }

  private Place place(Happening happening, @Nullable Tape tape) {
    var pod = happening.pod();
    if (tape == null) {
      return new Place(pod, subject(pod), null, cgroup(happening.cgroup()), UNKNOWN);
    }
    var place = tape.recorded().place();
    var certain = happening.tape() != null || tapes.ofPod(pod).size() == 1;
    return new Place(
        place.pod() == null ? pod : place.pod(),
        place.pod() == null ? subject(pod) : place.subject(),
        certain ? place.container() : null,
        place.cgroup(),
        place.adoption());
  }

  private String subject(@Nullable String pod) {
    return pod == null ? NODE : recording.subjects().getOrDefault(pod, pod);
  }

  private static CgroupPath cgroup(String kernelPath) {
    try {
      return CgroupPath.of(kernelPath);
    } catch (IllegalArgumentException _) {
      return CgroupPath.ROOT;
    }
  }

  private static String id(Instant at, @Nullable String pod) {
    var whose = pod == null ? NODE : pod.replaceAll("[^0-9A-Za-z]", "");
    return MILLIS.format(at) + "-" + whose.substring(0, Math.min(UID_CHARACTERS, whose.length()));
  }
}

package io.audionode.agent.observe.incidents;

import static java.util.stream.Collectors.toMap;

import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.ContainerDesire;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.model.incident.KnobLook;
import io.audionode.agent.model.incident.Place;
import io.audionode.agent.observe.kernel.PodDirectories;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the loop wants recorded.
 *
 * @param subjects namespace and name of each pod that asks, by UID
 * @param podsByPid whose the processes are
 */
public record Recording(
    List<Recorded> cgroups, Map<String, String> subjects, Map<Integer, String> podsByPid) {
  public static final Recording NOTHING = new Recording(List.of(), Map.of(), Map.of());

  public Recording {
    cgroups = List.copyOf(cgroups);
    subjects = Map.copyOf(subjects);
    podsByPid = Map.copyOf(podsByPid);
  }

  /**
   * The cgroup that each container's memory is charged to: its place in the subtree, or its home
   * where it stays; with {@code domain: node} the one that its pods share. Pure.
   *
   * @param minima {@code memory.min} of the cgroups in which it was written since they were seen:
   *     what happens from now on happens to what is protected now
   */
  public static Recording of(
      NodeSnapshot seen, DesiredNode desired, Map<CgroupPath, String> minima) {
    var cgroups = new LinkedHashMap<CgroupPath, Recorded>();
    for (var pod : desired.pods()) {
      for (var container : pod.containers()) {
        recorded(seen, desired, minima, pod, container)
            .ifPresent(one -> cgroups.putIfAbsent(one.path(), one));
      }
    }
    return new Recording(
        List.copyOf(cgroups.values()),
        seen.pods().stream()
            .map(SeenPod::pod)
            .collect(toMap(pod -> pod.uid(), pod -> pod.title(), (one, _) -> one)),
        podsByPid(seen));
  }

  private static Optional<Recorded> recorded(
      NodeSnapshot seen,
      DesiredNode desired,
      Map<CgroupPath, String> minima,
      PodDesire pod,
      ContainerDesire container) {
    var path =
        container.adoption() == Adoption.SUBTREE
            ? domain(seen, container.place())
            : container.seen().home();
    return seen.cgroup(path)
        .map(
            cgroup -> {
              var above = above(path, pod);
              return new Recorded(
                  above == null ? shared(path) : place(path, pod, container),
                  cgroup.inode(),
                  above,
                  container.late() || ranBefore(seen, container),
                  limit(seen, path, above),
                  bytes(
                          Optional.ofNullable(minima.get(path))
                              .or(() -> seen.knob(path, Memory.MIN.file())))
                      .orElse(Bytes.ZERO),
                  knobs(seen, desired, path, above));
            });
  }

  /**
   * What an earlier agent journaled of it would say that it is not new to us; one that was moved at
   * its birth was seen then.
   */
  private static boolean ranBefore(NodeSnapshot seen, ContainerDesire container) {
    return container.isOld()
        && container.adoption() == Adoption.IN_PLACE
        && seen.originals()
            .each(Original.KnobValue.class)
            .noneMatch(original -> original.cgroup().equals(container.seen().home()));
  }

  private static Place place(CgroupPath path, PodDesire pod, ContainerDesire container) {
    var asked = pod.seen().pod();
    return new Place(
        asked.uid(), asked.title(), container.title(), path, container.adoption().word());
  }

  private static Place shared(CgroupPath path) {
    return new Place(null, "node", null, path, Adoption.SUBTREE.word());
  }

  /** Null where the cgroup is more than one pod's. */
  private static @Nullable CgroupPath above(CgroupPath path, PodDesire pod) {
    if (Subtree.contains(path)) {
      return Subtree.isOfPod(path) ? path.parent().filter(Subtree::isOfPod).orElse(path) : null;
    }
    var home = pod.seen().home();
    return home == null ? path : home;
  }

  /** A threaded cgroup has no memory files. */
  private static CgroupPath domain(NodeSnapshot seen, CgroupPath path) {
    var domain = path;
    while (seen.cgroup(domain).filter(c -> c.type() == CgroupType.THREADED).isPresent()) {
      domain = domain.parent().orElseThrow();
    }
    return domain;
  }

  private static @Nullable Bytes limit(
      NodeSnapshot seen, CgroupPath path, @Nullable CgroupPath above) {
    return Stream.of(Optional.of(path), Optional.ofNullable(above))
        .flatMap(Optional::stream)
        .flatMap(one -> bytes(seen.knob(one, Memory.MAX.file())).stream())
        .min(Bytes::compareTo)
        .orElse(null);
  }

  /** Empty for {@code max} and where there is no such file. */
  private static Optional<Bytes> bytes(Optional<String> text) {
    return text.map(Limit::parse)
        .flatMap(
            limit -> limit instanceof Limit.Of(var value) ? Optional.of(value) : Optional.empty())
        .map(Bytes::of);
  }

  private static List<KnobLook> knobs(
      NodeSnapshot seen, DesiredNode desired, CgroupPath path, @Nullable CgroupPath above) {
    var knobs = new ArrayList<KnobLook>();
    Stream.of(Optional.ofNullable(above), Optional.of(path))
        .flatMap(Optional::stream)
        .distinct()
        .forEach(cgroup -> knobs.addAll(knobs(seen, desired, cgroup)));
    return knobs;
  }

  private static List<KnobLook> knobs(NodeSnapshot seen, DesiredNode desired, CgroupPath path) {
    var wish = desired.cgroups().get(path);
    Map<String, String> wanted = wish == null ? Map.of() : wish.knobs();
    Map<String, String> found = seen.cgroup(path).map(SeenCgroup::knobs).orElse(Map.of());
    var files = new TreeSet<>(found.keySet());
    files.addAll(wanted.keySet());
    return files.stream()
        .map(file -> new KnobLook(path, file, wanted.get(file), found.get(file)))
        .toList();
  }

  private static Map<Integer, String> podsByPid(NodeSnapshot seen) {
    var byPid = new HashMap<Integer, String>();
    for (var process : seen.processes()) {
      uid(process.cgroup().segments()).ifPresent(uid -> byPid.put(process.id().pid(), uid));
    }
    return byPid;
  }

  /** The UID in the names of a cgroup and of those above it. */
  static Optional<String> uid(List<String> names) {
    return names.stream().flatMap(name -> PodDirectories.uid(name).stream()).findFirst();
  }

  /** The UIDs of pods that ask. */
  Set<String> asking() {
    return subjects.keySet();
  }
}

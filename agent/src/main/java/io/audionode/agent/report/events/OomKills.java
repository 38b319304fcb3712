package io.audionode.agent.report.events;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.ContainerDesire;
import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Processes that the kernel killed for want of memory between two reports.
 *
 * <p>The kernel counts a kill in the cgroup where the memory was charged and in every one above
 * (Documentation/admin-guide/cgroup-v2.rst, {@code memory.events}). A pod's cgroup outlives its
 * containers, so it says that there was a kill; the containers' own say where, if they still are.
 */
public final class OomKills {
  private final NodeSnapshot then;
  private final Report now;

  private OomKills(NodeSnapshot then, Report now) {
    this.then = then;
    this.now = now;
  }

  /**
   * What befell one pod.
   *
   * @param where its container, for people
   */
  public record OfPod(Pod pod, String where, long kills) {
    public OfPod {
      requireNonNull(pod, "pod is null");
      requireNonNull(where, "where is null");
    }

    /** For people. */
    public String said() {
      return "%s: %s".formatted(where, killed(kills));
    }
  }

  /**
   * One change for each pod, and one for each shared domain.
   *
   * @param before null for the first report, which knows of no kill: they may be old
   */
  static List<Change> between(@Nullable Report before, Report now) {
    return before == null ? List.of() : new OomKills(before.seen(), now).changes();
  }

  /**
   * The kills in pods that ask.
   *
   * @param before null for the first report, which knows of no kill
   */
  public static List<OfPod> ofPods(@Nullable Report before, Report now) {
    return before == null ? List.of() : new OomKills(before.seen(), now).ofPods();
  }

  private List<OfPod> ofPods() {
    return now.seen().pods().stream().flatMap(pod -> ofPod(pod).stream()).toList();
  }

  private List<Change> changes() {
    var changes = new ArrayList<Change>();
    ofPods()
        .forEach(
            killed -> changes.add(Change.ofPod(EventKind.OOM_KILLED, killed.pod(), killed.said())));
    now.seen().machine().numa().nodes().stream()
        .map(node -> Subtree.node(node.id()))
        .flatMap(domain -> ofSharedDomain(domain).stream())
        .forEach(changes::add);
    return changes;
  }

  private Optional<OfPod> ofPod(SeenPod pod) {
    var uid = pod.pod().uid();
    var places = Stream.concat(Stream.ofNullable(pod.home()), placesOf("pod" + uid));
    var kills = places.mapToLong(this::grown).sum();
    return kills == 0 ? Optional.empty() : Optional.of(new OfPod(pod.pod(), where(uid), kills));
  }

  /** With {@code domain: node} pods have no count of their own. */
  private Optional<Change> ofSharedDomain(CgroupPath domain) {
    var inPods =
        now.seen()
            .cgroups()
            .from(domain)
            .map(SeenCgroup::path)
            .filter(path -> path.parent().filter(domain::equals).isPresent())
            .mapToLong(this::grown)
            .sum();
    var kills = grown(domain) - inPods;
    return kills <= 0
        ? Optional.empty()
        : Optional.of(
            Change.ofNode(
                EventKind.OOM_KILLED,
                "%s, which its pods share: %s".formatted(domain, killed(kills))));
  }

  private String where(String uid) {
    var names =
        now.desired().pods().stream()
            .filter(pod -> pod.seen().pod().uid().equals(uid))
            .flatMap(this::containers)
            .toList();
    return names.isEmpty() ? "a container that is gone" : "container " + String.join(", ", names);
  }

  private Stream<String> containers(PodDesire pod) {
    return pod.containers().stream()
        .filter(
            container ->
                grown(container.seen().home()) + placesOf(container).mapToLong(this::grown).sum()
                    > 0)
        .map(ContainerDesire::title);
  }

  private Stream<CgroupPath> placesOf(ContainerDesire container) {
    return placesOf(container.seen().id());
  }

  private Stream<CgroupPath> placesOf(String name) {
    return now.seen().cgroups().ofSubtree(name).stream().map(SeenCgroup::path);
  }

  /** A cgroup of the subtree is new when it was not there; one of others may just be new to us. */
  private long grown(CgroupPath path) {
    var today = now.seen().cgroup(path).map(SeenCgroup::oomKills).orElse(null);
    if (today == null) {
      return 0;
    }
    var known = then.cgroup(path).filter(cgroup -> isSame(cgroup, path)).map(SeenCgroup::oomKills);
    return today - known.orElse(Subtree.contains(path) ? 0L : today);
  }

  private boolean isSame(SeenCgroup cgroup, CgroupPath path) {
    return now.seen().cgroup(path).filter(c -> c.inode() == cgroup.inode()).isPresent()
        && Objects.nonNull(cgroup.oomKills());
  }

  private static String killed(long kills) {
    return kills == 1
        ? "the kernel killed a process for want of memory"
        : "the kernel killed %d processes for want of memory".formatted(kills);
  }
}

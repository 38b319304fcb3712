package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.desired.DesiredNode.DesiredThread;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Schedulings;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to write so that threads are in the cgroups of their classes, or as they were before. */
final class ThreadDiff {
  private static final String PUT_BACK = "put back";

  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final Set<ThreadId> given;
  private final Schedulings schedulings;
  private final Map<ThreadId, SeenThread> alive = new HashMap<>();

  ThreadDiff(DesiredNode desired, NodeSnapshot seen) {
    this.desired = desired;
    this.seen = seen;
    this.given =
        desired.threads().stream()
            .filter(thread -> thread.scheduling() != null)
            .map(thread -> thread.seen().id())
            .collect(Collectors.toSet());
    this.schedulings = new Schedulings(seen.originals());
    seen.threads().forEach(thread -> alive.put(thread.id(), thread));
  }

  /** Into the cgroups of their classes, or out of one that they do not belong to any more. */
  List<Action> moves() {
    return writable()
        .filter(thread -> !thread.seen().cgroup().equals(thread.place()))
        .<Action>map(thread -> move(thread.seen(), thread.place(), thread.reason()))
        .toList();
  }

  /** Only where a class gives one. */
  List<Action> schedulings() {
    return writable()
        .flatMap(thread -> scheduling(thread).stream())
        .<Action>map(action -> action)
        .toList();
  }

  private Stream<DesiredThread> writable() {
    return desired.threads().stream().filter(thread -> desired.mayTouch(thread.seen().cgroup()));
  }

  private static Optional<Action.SetScheduling> scheduling(DesiredThread thread) {
    return Optional.ofNullable(thread.scheduling())
        .filter(wanted -> !wanted.equals(thread.seen().scheduling()))
        .map(wanted -> set(thread.seen(), wanted, thread.reason()));
  }

  /**
   * Out of cgroups that the agent made in a container's own and nobody needs any more. Those of the
   * subtree are left by whole processes.
   */
  List<Action.MoveThread> movesBack() {
    return seen.threads().stream()
        .filter(thread -> !Subtree.contains(thread.cgroup()))
        .filter(thread -> seen.originals().created(thread.cgroup()))
        .filter(thread -> !desired.cgroups().containsKey(thread.cgroup()))
        .filter(thread -> desired.mayTouch(thread.cgroup()))
        .flatMap(thread -> root(thread).map(root -> move(thread, root, PUT_BACK)).stream())
        .toList();
  }

  /** As they were, unless they have chosen something else since. */
  List<Action> schedulingsBack() {
    return seen.threads().stream()
        .filter(thread -> !given.contains(thread.id()))
        .filter(thread -> desired.mayTouch(thread.cgroup()))
        .<Action>flatMap(thread -> back(thread).stream())
        .toList();
  }

  private Optional<Action.SetScheduling> back(SeenThread thread) {
    return schedulings
        .found(thread.id())
        .filter(_ -> schedulings.isGiven(thread.id(), thread.scheduling()))
        .filter(found -> !found.equals(thread.scheduling()))
        .map(found -> set(thread, found, PUT_BACK));
  }

  /** The nearest cgroup above that is not threaded. */
  private Optional<CgroupPath> root(SeenThread thread) {
    return thread.cgroup().ancestors().stream()
        .filter(
            path -> seen.cgroup(path).map(SeenCgroup::type).filter(ThreadDiff::isRoot).isPresent())
        .findFirst();
  }

  private static boolean isRoot(CgroupType type) {
    return type == CgroupType.DOMAIN_THREADED;
  }

  private static Action.MoveThread move(SeenThread thread, CgroupPath to, String reason) {
    return new Action.MoveThread(thread.id(), thread.comm(), thread.cgroup(), to, reason);
  }

  private static Action.SetScheduling set(SeenThread thread, SchedAttr after, String reason) {
    return new Action.SetScheduling(thread.id(), thread.comm(), thread.scheduling(), after, reason);
  }

  /** Why nothing is left to put back of a thread's scheduling; empty while there is. */
  Optional<String> whyClosed(Original.ThreadScheduling original) {
    var now = alive.get(original.thread());
    if (now == null) {
      return Optional.of("thread is gone");
    }
    if (original.isNotYet()) {
      return now.scheduling().equals(original.found()) && given.contains(now.id())
          ? Optional.empty()
          : Optional.of("no longer needed");
    }
    if (given.contains(now.id()) || schedulings.isGiven(now.id(), now.scheduling())) {
      return Optional.empty();
    }
    return Optional.of(
        now.scheduling().equals(original.found())
            ? PUT_BACK
            : "the thread has chosen %s since".formatted(now.scheduling().text()));
  }
}

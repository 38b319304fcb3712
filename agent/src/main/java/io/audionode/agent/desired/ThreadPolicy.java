package io.audionode.agent.desired;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.config.ThreadClass.GivenScheduling;
import io.audionode.agent.config.ThreadClass.SchedulingPolicy;
import io.audionode.agent.desired.DesiredNode.DesiredThread;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which cgroup each thread of an audio pod belongs in, and how it is scheduled there. */
final class ThreadPolicy {
  private final NodeSnapshot seen;
  private final boolean inPlace;

  /**
   * @param inPlace whether containers in place have thread classes too
   */
  ThreadPolicy(NodeSnapshot seen, boolean inPlace) {
    this.seen = seen;
    this.inPlace = inPlace;
  }

  /** The thread roots of all pods; containers of one memory domain share one. */
  NavigableMap<CgroupPath, ThreadRoot> roots(List<PodDesire> pods) {
    var roots = new TreeMap<CgroupPath, ThreadRoot>();
    for (var pod : pods) {
      var classes = pod.wish().profile().threads();
      for (var container : pod.containers(Adoption.SUBTREE)) {
        var main = container.place();
        var root = main.parent().orElseThrow();
        roots.put(root, new ThreadRoot(pod, root, main, classes));
      }
      for (var container : pod.containers(Adoption.IN_PLACE)) {
        var home = container.seen().home();
        if (inPlace && InPlaceThreads.mayHave(seen, home)) {
          roots.put(home, new ThreadRoot(pod, home, home, classes));
        }
      }
    }
    return roots;
  }

  /** Threads of a class, and those that are in the cgroup of one and belong in none. */
  List<DesiredThread> threads(Map<CgroupPath, ThreadRoot> roots) {
    var threads = new ArrayList<DesiredThread>();
    for (var thread : seen.threads()) {
      root(thread, roots).flatMap(root -> desire(root, thread)).ifPresent(threads::add);
    }
    return threads;
  }

  private static Optional<ThreadRoot> root(SeenThread thread, Map<CgroupPath, ThreadRoot> roots) {
    return Optional.ofNullable(roots.get(thread.cgroup()))
        .or(() -> thread.cgroup().parent().map(roots::get));
  }

  private Optional<DesiredThread> desire(ThreadRoot root, SeenThread thread) {
    var found = asFound(thread);
    var threads = root.classOf(found);
    if (threads.isEmpty()) {
      return thread.cgroup().equals(root.base())
          ? Optional.empty()
          : Optional.of(new DesiredThread(thread, root.base(), null, "of no thread class"));
    }
    return Optional.of(
        new DesiredThread(
            thread,
            root.place(found),
            given(threads.get(), thread),
            "thread class " + threads.get().name()));
  }

  /** What the agent gave it is no reason for it to belong to a class. */
  private SeenThread asFound(SeenThread thread) {
    return original(thread)
        .filter(original -> original.mayHaveGiven(thread.scheduling()))
        .map(
            original ->
                new SeenThread(
                    thread.id(),
                    thread.process(),
                    thread.comm(),
                    original.found(),
                    thread.mayTake(),
                    thread.cgroup()))
        .orElse(thread);
  }

  /**
   * What its class gives a thread; null for nothing. One that has chosen for itself keeps its
   * choice: it is real-time and was not given that, or has something else again since it was.
   */
  private @Nullable SchedAttr given(ThreadClass threads, SeenThread thread) {
    var given = threads.given();
    if (given == null || !mayHave(given, thread)) {
      return null;
    }
    var choseItself =
        original(thread)
            .map(original -> !original.mayHaveGiven(thread.scheduling()))
            .orElse(thread.scheduling().isRealtime());
    var policy = given.policy() == SchedulingPolicy.RR ? Policy.RR : Policy.FIFO;
    return choseItself ? null : SchedAttr.realtime(policy, given.priority());
  }

  /** Whether its container would have been allowed to do the same. */
  static boolean mayHave(GivenScheduling given, SeenThread thread) {
    return given.force() || thread.mayTake() >= given.priority();
  }

  private Optional<Original.ThreadScheduling> original(SeenThread thread) {
    return seen.originals().scheduling(thread.id());
  }
}

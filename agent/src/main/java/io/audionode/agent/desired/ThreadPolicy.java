package io.audionode.agent.desired;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.config.ThreadClass.GivenScheduling;
import io.audionode.agent.config.ThreadClass.SchedulingPolicy;
import io.audionode.agent.desired.DesiredNode.DesiredThread;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Schedulings;
import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.Scheduling.Policy;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which cgroup each thread of an audio pod belongs in, and how it is scheduled there. */
final class ThreadPolicy {
  /** Policies that a class may give another in place of, and that can be set back. */
  private static final Set<Policy> ORDINARY = Set.of(Policy.OTHER, Policy.BATCH, Policy.IDLE);

  private final NodeSnapshot seen;
  private final boolean inPlace;
  private final Schedulings given;

  /**
   * @param inPlace whether containers in place have thread classes too
   */
  ThreadPolicy(NodeSnapshot seen, boolean inPlace) {
    this.seen = seen;
    this.inPlace = inPlace;
    this.given = new Schedulings(seen.originals());
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
    return given.isGiven(thread.id(), thread.scheduling())
        ? given.found(thread.id()).map(thread::scheduledAs).orElse(thread)
        : thread;
  }

  /**
   * What its class gives a thread; null for nothing. One that has chosen for itself keeps its
   * choice: it is real-time and was not given that, or has something else again since it was.
   */
  private @Nullable SchedAttr given(ThreadClass threads, SeenThread thread) {
    var wanted = threads.given();
    if (wanted == null || !mayHave(wanted, thread)) {
      return null;
    }
    var now = thread.scheduling();
    if (given.gave(thread.id()) && !given.isGiven(thread.id(), now)) {
      return now;
    }
    var takesIt = given.gave(thread.id()) || now.policy().filter(ORDINARY::contains).isPresent();
    var policy = wanted.policy() == SchedulingPolicy.RR ? Policy.RR : Policy.FIFO;
    var forced = thread.mayTake() < wanted.priority();
    return takesIt ? SchedAttr.realtime(policy, wanted.priority(), forced) : null;
  }

  /** Whether its container would have been allowed to do the same. */
  static boolean mayHave(GivenScheduling given, SeenThread thread) {
    return given.force() || thread.mayTake() >= given.priority();
  }
}

package io.audionode.agent.desired;

import io.audionode.agent.model.NodeSnapshot;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code memory.min} of cgroups above pods in place, which are kubelet's: with memory QoS it writes
 * them again whenever a pod comes or goes. What it wants there is what was found before the agent's
 * first write, until a value appears that is neither the one seen before nor the one that was
 * wanted: that one is kubelet's newer wish. The larger of its wish and the agent's counts.
 *
 * <p>Remembers from one look to the next, so one instance serves all of them, on one thread.
 */
final class Ancestors {
  private record Last(Limit seen, Limit wanted) {}

  private final Map<CgroupPath, Last> last = new HashMap<>();
  private final Map<CgroupPath, Limit> newer = new HashMap<>();

  /** What the file should hold so that so much is granted below. */
  Limit minimum(NodeSnapshot seen, CgroupPath path, Bytes needed) {
    if (seen.gaps().unreadable().containsKey(path)) {
      return Optional.ofNullable(last.get(path)).map(Last::wanted).orElse(Limit.of(needed));
    }
    var now = now(seen, path);
    var before = last.get(path);
    if (before != null && !now.equals(before.seen()) && !now.equals(before.wanted())) {
      newer.put(path, now);
    }
    var known = larger(newer.getOrDefault(path, found(seen, path, now)), needed);
    var wanted = new UntoldPods(seen).notLower(path, Memory.MIN.file(), known);
    last.put(path, new Last(now, Limit.parse(Memory.MIN.text(wanted))));
    return wanted;
  }

  /** Forgets what is not above any pod in place any more. */
  void retain(Set<CgroupPath> paths) {
    last.keySet().retainAll(paths);
    newer.keySet().retainAll(paths);
  }

  private static Limit now(NodeSnapshot seen, CgroupPath path) {
    return seen.knob(path, Memory.MIN.file()).map(Limit::parse).orElse(Limit.of(Bytes.ZERO));
  }

  private static Limit found(NodeSnapshot seen, CgroupPath path, Limit now) {
    return seen.found(path, Memory.MIN.file()).map(Limit::parse).orElse(now);
  }

  private static Limit larger(Limit theirs, Bytes needed) {
    return switch (theirs) {
      case Limit.Max max -> max;
      case Limit.Of some -> Limit.of(some.bytes().max(needed));
    };
  }
}

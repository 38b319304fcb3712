package io.audionode.agent.report.threads;

import io.audionode.agent.model.thread.PodThreads;
import io.audionode.agent.model.thread.ThreadLook;
import io.audionode.agent.model.thread.ThreadUse;
import io.audionode.cgroupfs.proc.ThreadId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From totals to what was added between two looks. What a thread suffered before it was first seen
 * in a class is its own start, and not told. For one thread.
 */
public final class ThreadTracks {
  private Map<ThreadId, ThreadUse> before = Map.of();
  private long nanos;

  /** Of every thread that was seen before. */
  public List<ThreadGrowth> grown(ThreadLook look) {
    var over = Duration.ofNanos(look.nanos() - nanos);
    var now = new HashMap<ThreadId, ThreadUse>();
    var grown = new ArrayList<ThreadGrowth>();
    for (var pod : look.pods()) {
      for (var use : pod.threads()) {
        now.put(use.thread().id(), use);
        var then = before.get(use.thread().id());
        if (then != null) {
          grown.add(growth(pod, then, use, over));
        }
      }
    }
    before = now;
    nanos = look.nanos();
    return grown;
  }

  private static ThreadGrowth growth(PodThreads pod, ThreadUse then, ThreadUse now, Duration over) {
    return new ThreadGrowth(
        pod.pod(),
        now,
        Math.max(0, now.majorFaults() - then.majorFaults()),
        now.waited().compareTo(then.waited()) > 0
            ? now.waited().minus(then.waited())
            : Duration.ZERO,
        over);
  }
}

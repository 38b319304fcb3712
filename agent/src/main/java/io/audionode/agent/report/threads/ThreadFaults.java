package io.audionode.agent.report.threads;

import io.audionode.agent.model.Excerpt;
import io.audionode.cgroupfs.proc.ThreadId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tells of threads of a class that took major faults: each is a wait for a disk, far longer than an
 * audio period. A thread that goes on is told of again every 30 s, with all of it since. For one
 * thread.
 */
public final class ThreadFaults {
  /** How long a thread is not told of again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private final Map<ThreadId, Told> told = new HashMap<>();

  /**
   * @param since time since it was told of last
   * @param untold faults since then
   */
  private record Told(Duration since, long untold) {}

  /**
   * A thread that took major faults.
   *
   * @param faults how many since it was told of last
   */
  public record Faulted(ThreadGrowth growth, long faults) {
    /** For people. */
    public String said() {
      var thread = growth.use().thread();
      return "thread %s (%d, %s, class %s) took %d major fault%s: it waited for a disk"
          .formatted(
              Excerpt.of(thread.comm()),
              thread.id().tid(),
              thread.scheduling().text(),
              growth.use().threadClass(),
              faults,
              faults == 1 ? "" : "s");
    }
  }

  /** Those to be told of now. */
  public List<Faulted> of(List<ThreadGrowth> grown) {
    told.keySet()
        .retainAll(
            grown.stream().map(growth -> growth.use().thread().id()).collect(Collectors.toSet()));
    var faulted = new ArrayList<Faulted>();
    for (var growth : grown) {
      var id = growth.use().thread().id();
      var before = told.get(id);
      var faults = growth.majorFaults() + (before == null ? 0 : before.untold());
      var since = before == null ? PAUSE : before.since().plus(growth.over());
      if (faults > 0 && since.compareTo(PAUSE) >= 0) {
        faulted.add(new Faulted(growth, faults));
        told.put(id, new Told(Duration.ZERO, 0));
      } else if (before != null) {
        told.put(id, new Told(since, faults));
      }
    }
    return faulted;
  }
}

package io.audionode.agent.report.threads;

import static java.util.stream.Collectors.groupingBy;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells of threads of a class that took major faults: each is a wait for a disk, far longer than an
 * audio period. The threads of one class of a pod are told of together, and again after 30 s at the
 * earliest, with all of it since. For one thread.
 */
public final class ThreadFaults {
  /** How long a class of a pod is not told of again. */
  static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int MOST_NAMES = 5;

  private final Map<Key, Untold> untold = new HashMap<>();

  private record Key(String uid, String threadClass) {}

  /**
   * @param since time since it was told of last
   * @param faults by thread, since then
   */
  private record Untold(Duration since, Map<String, Long> faults) {}

  /**
   * Threads of one class that took major faults.
   *
   * @param faults how many each took since they were told of last
   */
  public record Faulted(Pod pod, String threadClass, Map<String, Long> faults) {
    public Faulted {
      faults = new LinkedHashMap<>(faults);
    }

    /** For people. */
    public String said() {
      var all = faults.values().stream().mapToLong(Long::longValue).sum();
      var threads =
          faults.keySet().stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
              + (faults.size() > MOST_NAMES ? ", ..." : "");
      return "%d thread%s of class %s took %d major fault%s, each a wait for a disk: %s"
          .formatted(
              faults.size(),
              faults.size() == 1 ? "" : "s",
              threadClass,
              all,
              all == 1 ? "" : "s",
              threads);
    }
  }

  /** Those to be told of now. */
  public List<Faulted> of(List<ThreadGrowth> grown) {
    var classes =
        grown.stream()
            .collect(groupingBy(ThreadFaults::key, LinkedHashMap::new, Collectors.toList()));
    untold.keySet().retainAll(classes.keySet());
    var faulted = new ArrayList<Faulted>();
    classes.forEach(
        (key, threads) -> {
          var now = added(untold.get(key), threads);
          if (!now.faults().isEmpty() && now.since().compareTo(PAUSE) >= 0) {
            faulted.add(new Faulted(threads.getFirst().pod(), key.threadClass(), now.faults()));
            untold.put(key, new Untold(Duration.ZERO, Map.of()));
          } else {
            untold.put(key, now);
          }
        });
    return faulted;
  }

  private static Untold added(@Nullable Untold before, List<ThreadGrowth> threads) {
    var faults = new LinkedHashMap<String, Long>(before == null ? Map.of() : before.faults());
    threads.stream()
        .filter(growth -> growth.majorFaults() > 0)
        .forEach(growth -> faults.merge(named(growth), growth.majorFaults(), Long::sum));
    var since = before == null ? PAUSE : before.since().plus(threads.getFirst().over());
    return new Untold(since, faults);
  }

  private static Key key(ThreadGrowth growth) {
    return new Key(growth.pod().uid(), growth.use().threadClass());
  }

  private static String named(ThreadGrowth growth) {
    var thread = growth.use().thread();
    return "%s (%d, %s)"
        .formatted(Excerpt.of(thread.comm()), thread.id().tid(), thread.scheduling().text());
  }
}

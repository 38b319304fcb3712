package io.audionode.agent.desired;

import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What thread classes want and cannot have. */
final class ThreadWarnings {
  private final NodeSnapshot seen;
  private final Map<CgroupPath, List<SeenThread>> byCgroup;

  ThreadWarnings(NodeSnapshot seen) {
    this.seen = seen;
    this.byCgroup = seen.threads().stream().collect(Collectors.groupingBy(SeenThread::cgroup));
  }

  List<String> of(Collection<ThreadRoot> roots) {
    var warnings = new ArrayList<String>();
    for (var root : roots) {
      for (var threads : root.classes()) {
        var cgroup = root.path().child(threads.name());
        unclamped(threads, cgroup).map(text -> said(root, threads, text)).ifPresent(warnings::add);
        notGiven(threads, cgroup).map(text -> said(root, threads, text)).ifPresent(warnings::add);
      }
    }
    return warnings.stream().distinct().toList();
  }

  private static String said(ThreadRoot root, ThreadClass threads, String text) {
    return "%s: thread class %s: %s"
        .formatted(root.pod().seen().pod().title(), threads.name(), text);
  }

  private Optional<String> unclamped(ThreadClass threads, CgroupPath cgroup) {
    var hasClamps = seen.knob(cgroup, Cpu.UCLAMP_MIN.file()).isPresent();
    return threads.uclamp().equals(ThreadClass.Uclamp.NONE)
            || hasClamps
            || seen.cgroup(cgroup).isEmpty()
        ? Optional.empty()
        : Optional.of(
            "uclampMin and uclampMax do nothing here: this kernel has no utilization clamps (CONFIG_UCLAMP_TASK_GROUP), or no cpu controller for this pod");
  }

  private Optional<String> notGiven(ThreadClass threads, CgroupPath cgroup) {
    var given = threads.given();
    if (given == null) {
      return Optional.empty();
    }
    var without =
        byCgroup.getOrDefault(cgroup, List.of()).stream()
            .filter(thread -> !thread.scheduling().isRealtime())
            .filter(thread -> !ThreadPolicy.mayHave(given, thread))
            .toList();
    return without.stream()
        .mapToInt(SeenThread::mayTake)
        .boxed()
        .max(Integer::compare)
        .map(
            most ->
                "%d threads do not get %s %d, for they might not take it themselves (RLIMIT_RTPRIO is %d): raise that limit, add the capability SYS_NICE, or set force: true"
                    .formatted(without.size(), given.policy(), given.priority(), most));
  }
}

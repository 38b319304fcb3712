package io.audionode.agent.restore;

import io.audionode.agent.model.Inherited;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compares a node with how the agent found it. Pure. */
public final class Cleanliness {
  private final NodeSnapshot seen;

  private Cleanliness(NodeSnapshot seen) {
    this.seen = seen;
  }

  /** One value found and what is there now; the text is only true when they differ. */
  private record Comparison(boolean same, String difference) {}

  /**
   * Compares all that can be. The cgroup {@code audio} is looked for whatever the journal says.
   *
   * @param history everything the journal noted, put back or not
   * @param damaged how many lines of the journal could not be read
   */
  public static CleanView compare(List<Original> history, int damaged, NodeSnapshot seen) {
    var cleanliness = new Cleanliness(seen);
    var latest = new LinkedHashMap<String, Original>();
    history.forEach(original -> latest.put(original.key(), original));
    var compared =
        latest.values().stream().flatMap(line -> cleanliness.compare(line).stream()).toList();
    var leftovers = seen.cgroup(Subtree.ROOT).map(_ -> exists(Subtree.ROOT)).stream();
    var differences = compared.stream().filter(c -> !c.same()).map(Comparison::difference);
    var unreadable = seen.gaps().unreadable().values().stream();
    return new CleanView(
        compared.size(),
        damaged,
        Stream.of(leftovers, differences, unreadable).flatMap(all -> all).distinct().toList());
  }

  /** Empty when what the line is about is not there any more. */
  private Optional<Comparison> compare(Original original) {
    return switch (original) {
      case Original.Created(var cgroup) ->
          Optional.of(new Comparison(seen.cgroup(cgroup).isEmpty(), exists(cgroup)));
      case Original.KnobValue knob -> compare(knob);
      case Original.Controllers(var cgroup, var enabled) ->
          seen.cgroup(cgroup)
              .map(
                  now ->
                      new Comparison(
                          now.subtreeControl().stream().noneMatch(enabled::contains),
                          "cgroup.subtree_control of %s still has %s".formatted(cgroup, enabled)));
      case Original.Home(var process, var home) ->
          alive(process)
              .map(
                  now ->
                      new Comparison(
                          now.cgroup().startsWith(home),
                          "process %d is in %s, not in %s"
                              .formatted(process.pid(), now.cgroup(), home)));
      case Original.OomScoreAdj line ->
          alive(line.process()).map(now -> compare(line, now.oomScoreAdj()));
      case Original.ThreadScheduling line when line.isNotYet() -> Optional.empty();
      case Original.ThreadScheduling(var thread, var found, var given) ->
          alive(thread)
              .map(
                  now ->
                      new Comparison(
                          !now.scheduling().equals(given),
                          differs(
                              "scheduling of thread " + thread.tid(), given.text(), found.text())));
      case Original.Swappiness line -> Optional.of(compare(line));
    };
  }

  private static Comparison compare(Original.OomScoreAdj line, int now) {
    var found = line.found();
    return same(
        "oom_score_adj of process " + line.process().pid(),
        line.isForeign(now) ? found : now,
        found);
  }

  private Comparison compare(Original.Swappiness line) {
    var now = seen.machine().swappiness();
    return same("vm.swappiness", line.isForeign(now) ? line.found() : now, line.found());
  }

  private Optional<Comparison> compare(Original.KnobValue knob) {
    return seen.cgroup(knob.cgroup())
        .filter(now -> now.inode() == knob.inode())
        .flatMap((SeenCgroup now) -> now.knob(knob.file()))
        .map(
            now ->
                same(
                    knob.cgroup() + " " + knob.file(),
                    isAsFound(knob, now) ? knob.found() : now,
                    knob.found()));
  }

  /** What somebody else has written since is not the agent's to put back. */
  private boolean isAsFound(Original.KnobValue knob, String now) {
    return now.equals(Inherited.toPutBack(knob, seen))
        || knob.isForeign(now)
        || (!knob.given().contains(now) && Inherited.isAsGood(knob, now, seen));
  }

  private static Comparison same(String what, Object now, Object before) {
    return new Comparison(now.equals(before), differs(what, now, before));
  }

  private static String exists(CgroupPath cgroup) {
    return "cgroup %s exists".formatted(cgroup);
  }

  private static String differs(String what, Object now, Object before) {
    return "%s is %s, was %s".formatted(what, now, before);
  }

  private Optional<SeenProcess> alive(ProcessId process) {
    return seen.processes().stream().filter(now -> now.id().equals(process)).findFirst();
  }

  private Optional<SeenThread> alive(ThreadId thread) {
    return seen.threads().stream().filter(now -> now.id().equals(thread)).findFirst();
  }
}

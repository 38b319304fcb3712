package io.audionode.agent;

import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.observe.wake.Watcher;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.proc.ProcFiles;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Has the watcher tell of what somebody else writes: beside the cgroups, which it watches as they
 * are read, also {@code oom_score_adj} of the pods' processes and {@code vm.swappiness}. What is
 * left as somebody else wrote it tells nothing.
 */
final class ForeignWrites implements Consumer<Report> {
  private final Watcher watcher;
  private Set<Watched> watched = Set.of();

  ForeignWrites(Watcher watcher) {
    this.watcher = watcher;
  }

  /**
   * One file of procfs.
   *
   * @param startTicks when its process began, as another one may get its number; 0 without one
   */
  private record Watched(Path file, long startTicks) {}

  @Override
  public void accept(Report report) {
    var wanted = wanted(report);
    watched.stream()
        .filter(file -> !wanted.contains(file))
        .forEach(file -> watcher.unwatch(file.file()));
    wanted.stream()
        .filter(file -> !watched.contains(file))
        .forEach(file -> watcher.watchOpen(file.file()));
    watched = wanted;
    watcher.leave(report.disputes().left());
  }

  private static Set<Watched> wanted(Report report) {
    var wanted = new HashSet<Watched>();
    // Those as well whose pod is on hold: what they have now is what they are given back later.
    report.seen().processes().stream()
        .map(SeenProcess::id)
        .forEach(
            process ->
                wanted.add(
                    new Watched(
                        Path.of(ProcFiles.of(process, "oom_score_adj")), process.startTicks())));
    if (report.desired().swappiness() != null) {
      wanted.add(new Watched(Path.of(ProcFiles.SWAPPINESS), 0));
    }
    return wanted;
  }
}

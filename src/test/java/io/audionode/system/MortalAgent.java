package io.audionode.system;

import io.audionode.agent.PodAccess;
import io.audionode.agent.apply.Applier;
import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.ConfigurationReader;
import io.audionode.agent.desired.Adoption;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.journal.JournalFile;
import io.audionode.agent.loop.Flow;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.report.Report;
import io.audionode.agent.report.Reporter;
import io.audionode.agent.restore.Restore;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.tree.CgroupFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What the agent does in its loop, and what {@code restore} does, until it has nothing to write or
 * is killed at a write. For one thread.
 */
final class MortalAgent {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final int MOST_RUNS = 60;
  private static final Duration MOMENT = Duration.ofMillis(10);

  private final Path state;
  private final PodSource pods;
  private final Configuration configuration;

  /**
   * @param state where the journal is kept; what a killed one leaves is what was there at its last
   *     moment
   */
  MortalAgent(Path state, Path pods, String yaml) throws ConfigurationException {
    this.state = state;
    this.configuration = ConfigurationReader.read(yaml, "test");
    this.pods = PodAccess.directory(pods).once();
  }

  /**
   * How far it came.
   *
   * @param writes how many there were, the last one before its death included
   */
  record Life(int writes, boolean killed) {}

  /** Protects pods until there is nothing to write. */
  Life protect(MortalSys.Death death) throws IOException {
    return live(death, this::untilQuiet);
  }

  /** Puts everything back. */
  Life restore(MortalSys.Death death) throws IOException {
    return live(death, (_, observer, applier) -> new Restore(observer, new Planner()).run(applier));
  }

  /** What is done with the parts of an agent. */
  private interface Work {
    void done(MortalSys sys, Observer observer, Applier applier);
  }

  private Life live(MortalSys.Death death, Work work) throws IOException {
    var kept = new ArrayList<byte[]>();
    var sys = new MortalSys(death, () -> kept.add(read()));
    var calls = sys.calls();
    var cgroups = new CgroupFs(calls, MOUNT);
    var proc = new ProcFs(calls);
    try (var journal = Journal.open(state, proc.bootId());
        var applier = new Applier(cgroups, proc, new Tasks(calls), journal)) {
      var kernel = new Kernel(calls, cgroups, proc, _ -> {});
      work.done(sys, new Observer(kernel, pods, journal::originals), applier);
    } catch (MortalSys.Killed _) {
      // As was asked for.
    }
    if (!kept.isEmpty()) {
      Files.write(journal(), kept.getFirst()); // nothing was written after its last moment
    }
    return new Life(sys.writes(), sys.isDead());
  }

  private void untilQuiet(MortalSys sys, Observer observer, Applier applier) {
    var reports = new ArrayList<Report>();
    var flow =
        new Flow(
            observer,
            new Policies(() -> configuration),
            new Planner(),
            applier,
            new Reporter(InstantSource.system(), List.of(reports::add)));
    do {
      flow.runOnce();
      if (reports.size() > MOST_RUNS) {
        var last = reports.getLast();
        throw new AssertionError(
            "never quiet: %s, %s, %s"
                .formatted(last.plan().actions(), last.outcomes(), last.desired().warnings()));
      }
    } while (!sys.isDead() && !isQuiet(reports.getLast()));
  }

  /** A container that is being prepared tells what it is in the next moments, without an event. */
  private static boolean isQuiet(Report report) {
    var waits =
        report.seen().unsettled()
            || report.desired().pods().stream()
                .anyMatch(pod -> !pod.containers(Adoption.WAITING).isEmpty());
    if (waits) {
      LockSupport.parkNanos(MOMENT.toNanos());
    }
    return !waits && report.plan().isEmpty();
  }

  private Path journal() {
    return state.resolve(JournalFile.NAME);
  }

  private byte[] read() {
    try {
      return Files.readAllBytes(journal());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

package io.audionode.agent;

import io.audionode.agent.apply.Applier;
import io.audionode.agent.cli.Audionode;
import io.audionode.agent.cli.Commands;
import io.audionode.agent.cli.ListenAddress;
import io.audionode.agent.cli.NodeOptions;
import io.audionode.agent.cli.PodOptions;
import io.audionode.agent.config.ConfigurationException;
import io.audionode.agent.config.LiveConfiguration;
import io.audionode.agent.desired.Policies;
import io.audionode.agent.journal.Journal;
import io.audionode.agent.journal.JournalFile;
import io.audionode.agent.model.Originals;
import io.audionode.agent.observe.Observer;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodFiles;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.agent.plan.Planner;
import io.audionode.agent.restore.Cleanliness;
import io.audionode.agent.restore.Restore;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Starts audionode: one command, wired by hand in the order of the flow. */
public final class Main implements Commands {
  private static final PodSource NO_PODS = () -> new PodList(List.of(), List.of());

  private final PrintStream out;

  private Main(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    System.exit(Audionode.commandLine(new Main(System.out)).execute(arguments));
  }

  @Override
  public int run(NodeOptions node, PodOptions pods, ListenAddress listen) {
    var kernel = KernelAccess.open(node.cgroupRoot());
    var shutdown = new Shutdown();
    try (var agent =
        new RunningAgent(kernel, node.state(), pods.pods(), configuration(pods), List.of())) {
      agent.start();
      shutdown.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shutdown.done();
    }
    return OK;
  }

  @Override
  public int plan(NodeOptions node, PodOptions pods, boolean json) {
    var kernel = KernelAccess.open(node.cgroupRoot());
    var journal = JournalFile.read(node.state().resolve(JournalFile.NAME));
    var originals = Originals.of(journal.open());
    var source = new PodFiles(pods.pods(), InstantSource.system());
    var seen = observer(kernel, source, () -> originals).snapshot();
    var desired = new Policies(configuration(pods)).desire(seen);
    var plan = new Planner().diff(desired, seen);
    plan.writes().forEach(out::println);
    return OK;
  }

  @Override
  public int doctor(NodeOptions node, boolean json) {
    return OK;
  }

  @Override
  public int restore(NodeOptions node, boolean dryRun, boolean json) {
    var kernel = KernelAccess.open(node.cgroupRoot());
    try (var journal = Journal.open(node.state(), kernel.proc().bootId());
        var applier = new Applier(kernel.cgroups(), kernel.proc(), journal)) {
      var restore = new Restore(observer(kernel, NO_PODS, journal::originals), new Planner());
      if (dryRun) {
        restore.plan().writes().forEach(out::println);
        return OK;
      }
      var result = restore.run(applier);
      result.outcomes().forEach(out::println);
      result.left().forEach(original -> out.println("left: " + original));
      return result.left().isEmpty() ? OK : FOUND;
    }
  }

  @Override
  public int verifyClean(NodeOptions node, boolean json) {
    var kernel = KernelAccess.open(node.cgroupRoot());
    var history = JournalFile.read(node.state().resolve(JournalFile.NAME)).history();
    var all = Originals.of(history);
    var differences =
        Cleanliness.differences(history, observer(kernel, NO_PODS, () -> all).snapshot());
    differences.forEach(out::println);
    return differences.isEmpty() ? OK : FOUND;
  }

  private static LiveConfiguration configuration(PodOptions pods) {
    try {
      var file = pods.config();
      return file == null ? LiveConfiguration.defaults() : LiveConfiguration.of(file);
    } catch (ConfigurationException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  /** An observer for one look; nobody waits for changes. */
  private static Observer observer(
      KernelAccess kernel, PodSource pods, Supplier<Originals> originals) {
    var reader = new Kernel(kernel.sys(), kernel.cgroups(), kernel.proc(), _ -> {});
    return new Observer(reader, pods, originals);
  }
}

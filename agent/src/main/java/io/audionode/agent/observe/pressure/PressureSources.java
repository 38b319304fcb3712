package io.audionode.agent.observe.pressure;

import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.PodDirectories;
import io.audionode.agent.pulse.Clocks;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher reads from.
 *
 * @param names a pod's namespace and name by its UID, null when no source of pods knows it
 */
public record PressureSources(
    Sys sys,
    CgroupFs cgroups,
    ProcFs proc,
    Clocks clocks,
    Function<String, @Nullable String> names) {
  /** Triggers take at most half of the files that the process may have open. */
  private static final int SHARE = 2;

  /** A watcher, to be run on a thread of its own. */
  public PressureWatcher watcher(Pace pace, Consumer<PressureLook> audience) {
    var watch = new PressureWatch(sys);
    return new PressureWatcher(
        new ArmedTriggers(watch, Arming.of(cgroups, proc), most(proc.openFiles())),
        new PressureEvents(
            new PressureReader(cgroups, proc, clocks), neighbours(Neighbours.BACK), clocks),
        pace,
        clocks,
        audience);
  }

  /**
   * Those that take memory from others.
   *
   * @param back since when growth counts, at least
   */
  public Neighbours neighbours(Duration back) {
    var directories = new PodDirectories(cgroups, _ -> {});
    return new Neighbours(
        OpenFiles.of(cgroups, proc, Memory.CURRENT.file()),
        directories::byUid,
        names,
        clocks,
        back);
  }

  private static int most(Limit openFiles) {
    return openFiles instanceof Limit.Of(long files)
        ? (int) Math.min(Integer.MAX_VALUE, files / SHARE)
        : Integer.MAX_VALUE;
  }
}

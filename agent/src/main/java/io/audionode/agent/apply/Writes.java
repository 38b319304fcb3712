package io.audionode.agent.apply;

import io.audionode.agent.model.Subtree;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Operation;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import io.audionode.cgroupfs.tree.Knobs;
import java.util.Set;

/** The system calls behind each action, with the values read back. Any thread. */
final class Writes {
  private static final Set<String> CPUSETS = Set.of(Cpuset.CPUS.file(), Cpuset.MEMS.file());

  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Devices devices;
  private final ThreadWrites threads;
  private final Migrator migrator;

  Writes(CgroupFs cgroups, ProcFs proc, Tasks tasks, Migrator migrator) {
    this.cgroups = cgroups;
    this.proc = proc;
    this.threads = new ThreadWrites(cgroups, proc, tasks);
    this.devices = new Devices(cgroups);
    this.migrator = migrator;
  }

  /** What the kernel shows after a write that it accepted. */
  sealed interface Result {
    record Done() implements Result {}

    record Same() implements Result {}

    record Kept(String value) implements Result {}
  }

  /** Who waits for a write. */
  enum Pace {
    /** It is soon done. */
    AT_ONCE,
    /** The kernel may reclaim or migrate memory inside it. */
    MAY_BLOCK,
    /** The kernel may reclaim memory of somebody who did not ask inside it. */
    OF_DONOR,
    /** The kernel moves all memory of a container that runs inside it. */
    MIGRATES
  }

  static Pace pace(Action action) {
    return switch (action) {
      case Action.WriteKnob write -> pace(write);
      case Action.MoveProcess _ -> Pace.MAY_BLOCK;
      case Action.Reclaim _ -> Pace.OF_DONOR;
      case Action.Create _,
          Action.MakeThreaded _,
          Action.SetControllers _,
          Action.SetDevicePrograms _,
          Action.MoveThread _,
          Action.SetScheduling _,
          Action.MigratePages _,
          Action.StopMigration _,
          Action.WriteOomScoreAdj _,
          Action.WriteSwappiness _,
          Action.Remove _,
          Action.Forget _ ->
          Pace.AT_ONCE;
    };
  }

  private static Pace pace(Action.WriteKnob write) {
    if (write.isOfDonor()) {
      return Pace.OF_DONOR;
    }
    if (isKubelets(write) && write.file().equals(Cpuset.MEMS.file())) {
      return Pace.MIGRATES;
    }
    return Knobs.byFile(write.file()).filter(Knob::mayBlock).isPresent()
        ? Pace.MAY_BLOCK
        : Pace.AT_ONCE;
  }

  /** Whether kubelet's managers may write the same file at any moment. */
  private static boolean isKubelets(Action.WriteKnob write) {
    return CPUSETS.contains(write.file()) && !Subtree.contains(write.cgroup());
  }

  Result write(Action action) {
    return switch (action) {
      case Action.Create(var cgroup, var _) -> create(cgroup);
      case Action.MakeThreaded(var cgroup, var _) -> makeThreaded(cgroup);
      case Action.SetControllers set -> setControllers(set);
      case Action.WriteKnob write -> writeKnob(write);
      case Action.SetDevicePrograms set -> devices.set(set);
      case Action.MoveProcess(var process, var from, var to, var _) -> move(process, from, to);
      case Action.MoveThread(var thread, var _, var _, var to, var _) -> threads.move(thread, to);
      case Action.SetScheduling(var thread, var _, var before, var after, var _) ->
          threads.setScheduling(thread, before, after);
      case Action.Reclaim(var cgroup, var bytes, var _) -> reclaim(cgroup, bytes);
      case Action.MigratePages migrate -> migrate(migrate);
      case Action.StopMigration(var cgroup, var _) -> stopMigration(cgroup);
      case Action.WriteOomScoreAdj(var process, var _, var after, var _) ->
          writeOomScoreAdj(process, after);
      case Action.WriteSwappiness(var _, var after, var _) -> writeSwappiness(after);
      case Action.Remove(var cgroup, var _) -> remove(cgroup);
      case Action.Forget _ -> new Result.Done();
    };
  }

  private Result create(CgroupPath path) {
    if (cgroups.exists(path)) {
      return new Result.Same();
    }
    try (var parent = cgroups.open(path.parent().orElseThrow());
        var _ = parent.create(path.name())) {
      return new Result.Done();
    }
  }

  private Result makeThreaded(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      if (cgroup.type() == CgroupType.THREADED) {
        return new Result.Same();
      }
      cgroup.makeThreaded();
      return kept(cgroup.type() == CgroupType.THREADED, cgroup.type().text());
    }
  }

  private Result setControllers(Action.SetControllers set) {
    try (var cgroup = cgroups.open(set.cgroup())) {
      if (!set.enable().isEmpty()) {
        cgroup.enable(set.enable());
      }
      if (!set.disable().isEmpty()) {
        cgroup.disable(set.disable());
      }
      var now = cgroup.subtreeControl();
      var asPlanned =
          now.containsAll(set.enable()) && set.disable().stream().noneMatch(now::contains);
      return kept(asPlanned, String.join(" ", now));
    }
  }

  private Result writeKnob(Action.WriteKnob write) {
    try (var cgroup = cgroups.open(write.cgroup())) {
      requireSame(cgroup, write);
      var knob = Knobs.byFile(write.file());
      var found = canonical(cgroup, write.file());
      if (found.equals(write.after())) {
        return new Result.Same();
      }
      if (isKubelets(write) && write.before() != null && !found.equals(write.before())) {
        return new Result.Kept(found); // written meanwhile: the next look decides on it
      }
      cgroup.writeText(write.file(), write.after().isEmpty() ? "\n" : write.after());
      var now = canonical(cgroup, write.file());
      return knob.isEmpty() ? new Result.Done() : kept(now.equals(write.after()), now);
    }
  }

  /** The journal has what was found in the cgroup that was seen, and nothing of its successor's. */
  private static void requireSame(Cgroup cgroup, Action.WriteKnob write) {
    var seen = write.inode();
    if (seen != null && cgroup.inode() != seen) {
      throw new KernelException.Gone(
          new Operation("write", write.cgroup().value(), write.file(), write.after()),
          null,
          "the name is another cgroup's by now");
    }
  }

  private static String canonical(Cgroup cgroup, String file) {
    var text = cgroup.readText(file);
    return Knobs.byFile(file).map(knob -> knob.canonical(text)).orElse(text);
  }

  private Result move(ProcessId process, CgroupPath from, CgroupPath to) {
    requireAlive(process);
    devices.requireSameRules(from, to);
    try (var cgroup = cgroups.open(to)) {
      cgroup.attachProcess(process.pid());
    }
    var now = proc.cgroup(process.pid()).path();
    return kept(now.startsWith(to), now.value());
  }

  /** EAGAIN says that the kernel found less than asked for, which was the most to be taken. */
  private Result reclaim(CgroupPath path, Bytes bytes) {
    try (var cgroup = cgroups.open(path)) {
      cgroup.write(Memory.RECLAIM, bytes);
    } catch (KernelException.Refused e) {
      if (!e.errno().equals("EAGAIN")) {
        throw e;
      }
    }
    return new Result.Done();
  }

  private Result migrate(Action.MigratePages migrate) {
    migrator.start(migrate);
    return new Result.Done();
  }

  private Result stopMigration(CgroupPath home) {
    migrator.stop(home);
    return new Result.Done();
  }

  private Result writeOomScoreAdj(ProcessId process, int value) {
    proc.writeOomScoreAdj(process, value);
    var now = proc.oomScoreAdj(process.pid());
    return kept(now == value, Integer.toString(now));
  }

  private Result writeSwappiness(int value) {
    proc.writeSwappiness(value);
    var now = proc.swappiness();
    return kept(now == value, Integer.toString(now));
  }

  private Result remove(CgroupPath path) {
    try (var parent = cgroups.open(path.parent().orElseThrow())) {
      parent.remove(path.name());
    }
    return new Result.Done();
  }

  private void requireAlive(ProcessId process) {
    if (!proc.processId(process.pid()).equals(process)) {
      throw new KernelException.Gone(
          new Operation("attach", "", Integer.toString(process.pid()), ""),
          null,
          "the PID is another process's");
    }
  }

  static Result kept(boolean asPlanned, String now) {
    return asPlanned ? new Result.Done() : new Result.Kept(now);
  }
}

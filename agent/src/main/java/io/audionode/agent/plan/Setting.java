package io.audionode.agent.plan;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.desired.DesiredCgroup;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.proc.ProcFiles;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.Core;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One thing that the agent sets and that somebody else may set too.
 *
 * @param subject a cgroup's path, {@code process 4711}, {@code thread 4712} or {@code vm}
 * @param id which one of that name: a cgroup's inode, when a process or thread began; 0 where there
 *     is one only
 * @param file a control file, or what else is set about the subject
 */
record Setting(String subject, long id, String file) {
  /** That a cgroup is there. */
  static final String DIRECTORY = "directory";

  /** The kernel takes a partition back when its cpus go, which is nobody's fight. */
  private static final String KERNELS_OWN = Cpuset.PARTITION.file();

  private static final String PLACE = "cgroup";
  private static final String OOM_SCORE_ADJ = "oom_score_adj";
  private static final Setting SWAPPINESS = new Setting("vm", 0, "swappiness");

  Setting {
    requireNonNull(subject, "subject is null");
    requireNonNull(file, "file is null");
  }

  /** What an action sets; empty for what nobody else sets, and for what happens once. */
  static Optional<Setting> of(Action action, NodeSnapshot seen) {
    return switch (action) {
      case Action.WriteKnob write ->
          write.isOfDonor() || write.file().equals(KERNELS_OWN)
              ? Optional.empty()
              : Optional.of(ofCgroup(write.cgroup(), write.file(), seen));
      case Action.SetControllers set ->
          Optional.of(ofCgroup(set.cgroup(), Core.SUBTREE_CONTROL.file(), seen));
      case Action.Create create -> Optional.of(directory(create.cgroup()));
      case Action.MoveProcess move -> Optional.of(ofProcess(move.process(), PLACE));
      case Action.MoveThread move -> Optional.of(ofThread(move.thread()));
      case Action.WriteOomScoreAdj write -> Optional.of(ofProcess(write.process(), OOM_SCORE_ADJ));
      case Action.WriteSwappiness _ -> Optional.of(SWAPPINESS);
      case Action.MakeThreaded _,
          Action.SetDevicePrograms _,
          Action.SetScheduling _,
          Action.Reclaim _,
          Action.MigratePages _,
          Action.StopMigration _,
          Action.Remove _,
          Action.Forget _ ->
          Optional.empty();
    };
  }

  /**
   * The file that an action writes, or the directory that it makes; relative to the cgroup mount
   * when it is not absolute. Empty for what no watch on files tells of.
   */
  static Optional<String> path(Action action) {
    return Optional.ofNullable(
        switch (action) {
          case Action.WriteKnob write -> file(write.cgroup(), write.file());
          case Action.SetControllers set -> file(set.cgroup(), Core.SUBTREE_CONTROL.file());
          case Action.Create create -> create.cgroup().value();
          case Action.MoveProcess move -> ProcFiles.of(move.process(), PLACE);
          case Action.WriteOomScoreAdj write -> ProcFiles.of(write.process(), OOM_SCORE_ADJ);
          case Action.WriteSwappiness _ -> ProcFiles.SWAPPINESS;
          default -> null;
        });
  }

  private static String file(CgroupPath path, String file) {
    return path.isRoot() ? file : path.value() + "/" + file;
  }

  /** All that is desired, with how it should be. */
  static Map<Setting, String> all(DesiredNode desired, NodeSnapshot seen) {
    var all = new HashMap<Setting, String>();
    desired.cgroups().values().forEach(cgroup -> addAll(all, cgroup, seen));
    desired
        .processes()
        .forEach(
            (id, process) -> {
              all.put(ofProcess(id, PLACE), process.place().value());
              all.put(ofProcess(id, OOM_SCORE_ADJ), Integer.toString(process.oomScoreAdj()));
            });
    desired
        .threads()
        .forEach(thread -> all.put(ofThread(thread.seen().id()), thread.place().value()));
    if (desired.swappiness() != null) {
      all.put(SWAPPINESS, Integer.toString(desired.swappiness()));
    }
    return all;
  }

  private static void addAll(Map<Setting, String> all, DesiredCgroup cgroup, NodeSnapshot seen) {
    var path = cgroup.path();
    var inode = inode(path, seen);
    if (cgroup.made()) {
      all.put(directory(path), DIRECTORY);
    }
    if (!cgroup.subtreeControl().isEmpty()) {
      all.put(
          new Setting(path.value(), inode, Core.SUBTREE_CONTROL.file()),
          String.join(" ", new TreeSet<>(cgroup.subtreeControl())));
    }
    cgroup.knobs().forEach((file, text) -> all.put(new Setting(path.value(), inode, file), text));
  }

  private static Setting directory(CgroupPath path) {
    return new Setting(path.value(), 0, DIRECTORY);
  }

  private static Setting ofCgroup(CgroupPath path, String file, NodeSnapshot seen) {
    return new Setting(path.value(), inode(path, seen), file);
  }

  private static long inode(CgroupPath path, NodeSnapshot seen) {
    return seen.cgroup(path).map(SeenCgroup::inode).orElse(0L);
  }

  private static Setting ofProcess(ProcessId process, String file) {
    return new Setting("process " + process.pid(), process.startTicks(), file);
  }

  private static Setting ofThread(ThreadId thread) {
    return new Setting("thread " + thread.tid(), thread.startTicks(), PLACE);
  }

  /** Whether there was something at the look that somebody else could have changed since. */
  boolean isThere() {
    return id != 0 || file.equals(DIRECTORY) || equals(SWAPPINESS);
  }
}

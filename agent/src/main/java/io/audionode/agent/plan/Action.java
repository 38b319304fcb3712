package io.audionode.agent.plan;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Subtree;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.pids.Pids;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.proc.SchedAttr;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One write, before it is done. */
public sealed interface Action {
  /** Why, for people. */
  String reason();

  /** Makes a cgroup. */
  record Create(CgroupPath cgroup, String reason) implements Action {
    public Create {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "create " + cgroup;
    }
  }

  /** Makes a cgroup {@code threaded}; it never goes back. */
  record MakeThreaded(CgroupPath cgroup, String reason) implements Action {
    public MakeThreaded {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "set " + cgroup + " cgroup.type = threaded";
    }
  }

  /** Switches controllers on or off for a cgroup's children. */
  record SetControllers(CgroupPath cgroup, Set<String> enable, Set<String> disable, String reason)
      implements Action {
    public SetControllers {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(reason, "reason is null");
      enable = Set.copyOf(enable);
      disable = Set.copyOf(disable);
    }

    @Override
    public String toString() {
      return "set %s cgroup.subtree_control %s"
          .formatted(cgroup, (signed("+", enable) + signed("-", disable)).strip());
    }

    private static String signed(String sign, Set<String> names) {
      var text = new StringBuilder();
      names.stream().sorted().forEach(name -> text.append(' ').append(sign).append(name));
      return text.toString();
    }
  }

  /**
   * Writes a control file.
   *
   * @param inode of the cgroup that was seen, as another one may get its name before the write;
   *     null for one that is still to be made
   * @param before canonical text found, null when the file was not there yet
   * @param after canonical text
   */
  record WriteKnob(
      CgroupPath cgroup,
      @Nullable Long inode,
      String file,
      @Nullable String before,
      String after,
      String reason)
      implements Action {
    private static final Set<String> LIMITS =
        Set.of(Memory.MAX.file(), Memory.HIGH.file(), Cpu.MAX.file(), Pids.MAX.file());

    public WriteKnob {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(file, "file is null");
      requireNonNull(after, "after is null");
      requireNonNull(reason, "reason is null");
    }

    /** Whether it is a limit for a pod that did not ask, which is only ever for a while. */
    public boolean isOfDonor() {
      return file.equals(Memory.HIGH.file()) && !Subtree.contains(cgroup);
    }

    /** Whether it is a limit that Kubernetes sets, which the subtree mirrors. */
    public boolean isLimit() {
      return LIMITS.contains(file);
    }

    @Override
    public String toString() {
      return "set %s %s = %s%s"
          .formatted(
              cgroup, file, quoted(after), before == null ? "" : " (was " + quoted(before) + ")");
    }

    private static String quoted(String text) {
      return text.isEmpty() ? "\"\"" : text;
    }
  }

  /**
   * Attaches device programs to a cgroup and detaches others, in this order, so that at no moment
   * more is allowed than before.
   *
   * @param attach the kernel's ids of programs that are attached elsewhere too
   */
  record SetDevicePrograms(
      CgroupPath cgroup, Set<Integer> attach, Set<Integer> detach, String reason)
      implements Action {
    public SetDevicePrograms {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(reason, "reason is null");
      attach = Set.copyOf(attach);
      detach = Set.copyOf(detach);
    }

    /** As {@code +12 -7}. */
    public String signed() {
      return (signed(" +", attach) + signed(" -", detach)).strip();
    }

    private static String signed(String sign, Set<Integer> ids) {
      var text = new StringBuilder();
      ids.stream().sorted().forEach(id -> text.append(sign).append(id));
      return text.toString();
    }

    @Override
    public String toString() {
      return "set %s device programs %s".formatted(cgroup, signed());
    }
  }

  /** Moves a whole process. */
  record MoveProcess(ProcessId process, CgroupPath from, CgroupPath to, String reason)
      implements Action {
    public MoveProcess {
      requireNonNull(process, "process is null");
      requireNonNull(from, "from is null");
      requireNonNull(to, "to is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "move process %d from %s to %s".formatted(process.pid(), from, to);
    }
  }

  /**
   * Moves one thread inside the thread root that its process is in.
   *
   * @param comm the thread's name, for people
   */
  record MoveThread(ThreadId thread, String comm, CgroupPath from, CgroupPath to, String reason)
      implements Action {
    public MoveThread {
      requireNonNull(thread, "thread is null");
      requireNonNull(comm, "comm is null");
      requireNonNull(from, "from is null");
      requireNonNull(to, "to is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "move thread %d (%s) from %s to %s"
          .formatted(thread.tid(), Excerpt.of(comm), from, to);
    }
  }

  /** Sets one thread's scheduling policy. */
  record SetScheduling(
      ThreadId thread, String comm, SchedAttr before, SchedAttr after, String reason)
      implements Action {
    public SetScheduling {
      requireNonNull(thread, "thread is null");
      requireNonNull(comm, "comm is null");
      requireNonNull(before, "before is null");
      requireNonNull(after, "after is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "set thread %d (%s) scheduling = %s (was %s)"
          .formatted(thread.tid(), Excerpt.of(comm), after.text(), before.text());
    }
  }

  /**
   * Has the kernel take memory from a cgroup now, once; what is used again comes back by itself.
   *
   * @param bytes at most so much
   */
  record Reclaim(CgroupPath cgroup, Bytes bytes, String reason) implements Action {
    public Reclaim {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(bytes, "bytes is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "reclaim %s from %s".formatted(bytes, cgroup);
    }
  }

  /**
   * Begins to move what a container's processes have on other NUMA nodes, a few pages at a time;
   * done much later.
   *
   * @param cgroup the container's
   * @param uid its pod's
   * @param node where the pages go
   */
  record MigratePages(CgroupPath cgroup, String uid, int node, String reason) implements Action {
    public MigratePages {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(uid, "uid is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "migrate pages of %s to NUMA node %d".formatted(cgroup, node);
    }
  }

  /** Ends a migration at its next batch, and forgets it; what has been moved stays there. */
  record StopMigration(CgroupPath cgroup, String reason) implements Action {
    public StopMigration {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "stop migrating pages of " + cgroup;
    }
  }

  /** Writes {@code /proc/PID/oom_score_adj}. */
  record WriteOomScoreAdj(ProcessId process, int before, int after, String reason)
      implements Action {
    public WriteOomScoreAdj {
      requireNonNull(process, "process is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "set process %d oom_score_adj = %d (was %d)".formatted(process.pid(), after, before);
    }
  }

  /** Writes {@code /proc/sys/vm/swappiness}. */
  record WriteSwappiness(int before, int after, String reason) implements Action {
    public WriteSwappiness {
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "set vm.swappiness = %d (was %d)".formatted(after, before);
    }
  }

  /** Removes an empty cgroup. */
  record Remove(CgroupPath cgroup, String reason) implements Action {
    public Remove {
      requireNonNull(cgroup, "cgroup is null");
      requireNonNull(reason, "reason is null");
    }

    @Override
    public String toString() {
      return "remove " + cgroup;
    }
  }

  /**
   * Closes a line of the journal: the kernel shows that nothing is left to put back.
   *
   * @param kept whether it is not as it was, because somebody else has written it since
   */
  record Forget(Original original, String reason, boolean kept) implements Action {
    public Forget {
      requireNonNull(original, "original is null");
      requireNonNull(reason, "reason is null");
    }

    /** What is as it was, or gone. */
    public Forget(Original original, String reason) {
      this(original, reason, false);
    }

    @Override
    public String toString() {
      return "close journal line: " + original.key();
    }
  }
}

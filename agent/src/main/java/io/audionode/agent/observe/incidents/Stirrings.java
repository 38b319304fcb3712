package io.audionode.agent.observe.incidents;

import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.OpenFiles.Text;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells in which cgroups nothing has happened since the last time, by one short file of each, so
 * that all the others of an idle pod need not be read. For one thread.
 */
final class Stirrings implements AutoCloseable {
  private final Looks charges;
  private final Looks events;

  Stirrings(CgroupFs cgroups, ProcFs proc) {
    charges = new Looks(OpenFiles.of(cgroups, proc, Memory.CURRENT.file()));
    events = new Looks(OpenFiles.of(cgroups, proc, Memory.EVENTS.file()));
  }

  /**
   * Notes what a cgroup's files say now.
   *
   * @return whether other memory is charged than was noted before, or {@code memory.events} has
   *     counted anything, also when that cannot be told
   */
  boolean note(CgroupPath path) {
    var charged = charges.note(path);
    return events.note(path) || charged;
  }

  /** The same of {@code memory.events} alone. */
  boolean noteEvents(CgroupPath path) {
    return events.note(path);
  }

  /** Who wanted to read the rest could not: the next {@link #note} finds something again. */
  void forget(CgroupPath path) {
    charges.before().remove(path);
    events.before().remove(path);
  }

  /** Forgets all but those. */
  void retain(Set<CgroupPath> paths) {
    charges.retain(paths);
    events.retain(paths);
  }

  @Override
  public void close() {
    retain(Set.of());
  }

  /** What one file said the last time. */
  private record Looks(OpenFiles files, Map<CgroupPath, Text> before) {
    Looks(OpenFiles files) {
      this(files, new HashMap<>());
    }

    boolean note(CgroupPath path) {
      try {
        var now = files.read(path).orElse(null);
        var then = now == null ? before.remove(path) : before.put(path, now);
        return now == null || !now.equals(then);
      } catch (KernelException _) {
        before.remove(path);
        return true; // who reads the rest will tell
      }
    }

    void retain(Set<CgroupPath> paths) {
      files.retain(paths);
      before.keySet().retainAll(paths);
    }
  }
}

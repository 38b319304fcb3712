package io.audionode.agent.observe.incidents;

import io.audionode.agent.observe.kernel.OpenFiles;
import io.audionode.agent.observe.kernel.OpenFiles.Text;
import io.audionode.cgroupfs.memory.Memory;
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
final class Changes implements AutoCloseable {
  private final Looks charges;
  private final Looks events;

  Changes(CgroupFs cgroups) {
    charges = new Looks(new OpenFiles(cgroups, Memory.CURRENT.file()));
    events = new Looks(new OpenFiles(cgroups, Memory.EVENTS.file()));
  }

  /** Whether other memory is charged, also when that cannot be told. */
  boolean inCharge(CgroupPath path) {
    return charges.changed(path);
  }

  /** Whether {@code memory.events} counted anything in it or below, also when that is not known. */
  boolean inEvents(CgroupPath path) {
    return events.changed(path);
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

    boolean changed(CgroupPath path) {
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

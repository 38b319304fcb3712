package io.audionode.agent.doctor;

import io.audionode.agent.model.Subtree;
import io.audionode.agent.observe.kernel.CgroupReader;
import io.audionode.cgroupfs.sys.Access;
import io.audionode.cgroupfs.sys.Fd;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Control files that this process may not open for writing: a security module, such as AppArmor or
 * SELinux, denies single ones, and access(2) does not tell. Opening one writes nothing.
 *
 * <p>Only the root's and those of the audio subtree are opened, which are nobody else's.
 */
final class DeniedFiles {
  private static final Set<String> STRUCTURE =
      Set.of("cgroup.procs", "cgroup.subtree_control", "cgroup.type");

  private static final Set<String> WRITTEN =
      Stream.concat(
              STRUCTURE.stream(),
              CgroupReader.MANAGED.stream()
                  .filter(knob -> knob.isWritable())
                  .map(knob -> knob.file()))
          .collect(Collectors.toUnmodifiableSet());

  /** More than a node has; what is deeper is denied by the same rules. */
  private static final int MOST_CGROUPS = 1000;

  private final Sys sys;
  private final CgroupFs cgroups;
  private final List<String> denied = new ArrayList<>();
  private int visited;

  private DeniedFiles(Sys sys, CgroupFs cgroups) {
    this.sys = sys;
    this.cgroups = cgroups;
  }

  /** What the kernel said to each. */
  static List<String> find(Sys sys, CgroupFs cgroups) {
    var files = new DeniedFiles(sys, cgroups);
    files.look(CgroupPath.ROOT, STRUCTURE);
    files.lookBelow(Subtree.ROOT);
    return files.denied;
  }

  private void lookBelow(CgroupPath path) {
    if (++visited <= MOST_CGROUPS) {
      look(path, WRITTEN).forEach(child -> lookBelow(path.child(child)));
    }
  }

  /** Returns the names of the cgroups below; none when it is gone. */
  private List<String> look(CgroupPath path, Set<String> files) {
    try (var cgroup = cgroups.open(path);
        var directory = sys.openDirectory(cgroups.directory(path), path.toString())) {
      sys.list(directory).stream().filter(files::contains).forEach(name -> open(directory, name));
      return cgroup.children();
    } catch (KernelException.Gone _) {
      return List.of();
    }
  }

  private void open(Fd directory, String file) {
    try (var _ = sys.openFileAt(directory, file, Access.WRITE)) {
      // it may be written
    } catch (KernelException.Denied e) {
      denied.add(String.valueOf(e.getMessage()));
    } catch (KernelException _) {
      // gone meanwhile, or not to be opened for another reason than who asks
    }
  }
}

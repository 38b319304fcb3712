package io.audionode.agent.observe.kernel;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.OpenFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of many cgroups, kept open as far as there are descriptors to spare, as opening one costs
 * several times what reading it does; further ones are opened each time. For one thread.
 */
public final class OpenFiles implements AutoCloseable {
  /** A sixteenth of what may be open: there are six of these, and triggers take a half. */
  private static final int SHARE = 16;

  /** Three cgroups each of 300 containers. */
  private static final int MOST = 900;

  private final CgroupFs cgroups;
  private final String file;
  private final int most;
  private final Map<CgroupPath, OpenFile> open = new HashMap<>();

  /**
   * @param file its name
   * @param most how many stay open
   */
  public OpenFiles(CgroupFs cgroups, String file, int most) {
    this.cgroups = requireNonNull(cgroups, "cgroups is null");
    this.file = requireNonNull(file, "file is null");
    this.most = most;
  }

  /** With its share of what this process may have open. */
  public static OpenFiles of(CgroupFs cgroups, ProcFs proc, String file) {
    var share = proc.openFiles() instanceof Limit.Of(long files) ? files / SHARE : MOST;
    return new OpenFiles(cgroups, file, (int) Math.min(share, MOST));
  }

  /**
   * What the file of a cgroup holds.
   *
   * @param inode the cgroup's, see {@link io.audionode.cgroupfs.tree.Cgroup#inode}
   */
  public record Text(long inode, String text) {}

  /**
   * Reads the file of the cgroup that has that name now; empty when there is none.
   *
   * @throws KernelException when the cgroup is there and the file cannot be read
   */
  public Optional<Text> read(CgroupPath path) {
    var known = open.get(path);
    if (known == null) {
      return opened(path);
    }
    try {
      return Optional.of(new Text(known.inode(), known.read()));
    } catch (KernelException.Gone e) {
      close(path); // it was removed; another of its name may be there
      return opened(path);
    }
  }

  private Optional<Text> opened(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      if (open.size() >= most) {
        return Optional.of(new Text(cgroup.inode(), cgroup.readText(file)));
      }
      var opened = cgroup.keepOpen(file);
      open.put(path, opened);
      return Optional.of(new Text(opened.inode(), opened.read()));
    } catch (KernelException.Gone e) {
      close(path);
      return Optional.empty();
    }
  }

  /** Closes those of all other cgroups. */
  public void retain(Set<CgroupPath> paths) {
    List.copyOf(open.keySet()).stream().filter(path -> !paths.contains(path)).forEach(this::close);
  }

  private void close(CgroupPath path) {
    var known = open.remove(path);
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    retain(Set.of());
  }
}

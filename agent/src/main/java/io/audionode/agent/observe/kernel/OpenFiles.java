package io.audionode.agent.observe.kernel;

import static java.util.Objects.requireNonNull;

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
 * A file of many cgroups, kept open as far as there are descriptors to spare: opening one costs
 * several times what reading it does. For one thread.
 */
public final class OpenFiles implements AutoCloseable {
  /** Three cgroups each of 300 containers; further ones are opened each time. */
  static final int MOST = 900;

  private final CgroupFs cgroups;
  private final String file;
  private final Map<CgroupPath, OpenFile> open = new HashMap<>();

  /**
   * @param file its name
   */
  public OpenFiles(CgroupFs cgroups, String file) {
    this.cgroups = requireNonNull(cgroups, "cgroups is null");
    this.file = requireNonNull(file, "file is null");
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
      if (open.size() >= MOST) {
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

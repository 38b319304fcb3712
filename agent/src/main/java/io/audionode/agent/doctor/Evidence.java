package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.proc.MemInfo;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was read of the node, with nothing decided. Null is what could not be read.
 *
 * @param setup a root that was given counts as cgroup v2 there, whatever else is mounted
 * @param hierarchy null also where cgroup v2 is not mounted
 * @param unreadable why something is null, where that is an error
 */
public record Evidence(
    @Nullable CgroupSetup setup,
    @Nullable Hierarchy hierarchy,
    Rights rights,
    Node node,
    Tuning tuning,
    List<String> unreadable) {
  public Evidence {
    requireNonNull(tuning, "tuning is null");
    requireNonNull(rights, "rights is null");
    requireNonNull(node, "node is null");
    unreadable = List.copyOf(unreadable);
  }

  /**
   * The cgroup v2 hierarchy.
   *
   * @param writable whether this process may write to its root
   * @param controllers what the kernel offers at the root
   * @param subtreeControl what the root hands out now
   * @param files which of {@link EvidenceReader#PROBED} cgroups with the memory controller have;
   *     null when there is no such cgroup
   * @param kubepods null when there is none
   * @param strangers whether its root has processes that this pid namespace does not know
   * @param denied what the kernel said to opening each of {@link DeniedFiles}
   */
  public record Hierarchy(
      Path mountPoint,
      boolean writable,
      Set<String> controllers,
      Set<String> subtreeControl,
      @Nullable Set<String> files,
      @Nullable Kubepods kubepods,
      boolean strangers,
      List<String> denied) {
    public Hierarchy {
      requireNonNull(mountPoint, "mountPoint is null");
      controllers = Set.copyOf(controllers);
      subtreeControl = Set.copyOf(subtreeControl);
      files = files == null ? null : Set.copyOf(files);
      denied = List.copyOf(denied);
    }
  }

  /**
   * kubelet's cgroups.
   *
   * @param root the first one found
   * @param pods how many pods' directories are below all of them
   */
  public record Kubepods(CgroupPath root, int pods) {
    public Kubepods {
      requireNonNull(root, "root is null");
    }
  }

  /**
   * What this process may do.
   *
   * @param capabilities the effective ones as a bit set
   * @param initialPidNamespace whether it sees the processes of the whole machine
   * @param swappinessWritable whether it may write {@code vm.swappiness}
   * @param kernelLog why the kernel's log cannot be read, null when it can
   */
  public record Rights(
      int euid,
      @Nullable Long capabilities,
      @Nullable Boolean initialPidNamespace,
      boolean swappinessWritable,
      @Nullable String kernelLog,
      StateDirectory state) {
    public Rights {
      requireNonNull(state, "state is null");
    }
  }

  /**
   * Where the journal will be.
   *
   * @param nearest the path itself, or its nearest ancestor that exists
   * @param writable whether nearest is a directory that this process may write to
   */
  public record StateDirectory(Path path, Path nearest, boolean writable) {
    public StateDirectory {
      requireNonNull(path, "path is null");
      requireNonNull(nearest, "nearest is null");
    }
  }

  /**
   * The machine.
   *
   * @param release such as {@code 6.1.0-40-amd64}
   * @param swappiness {@code vm.swappiness}, 0..200
   */
  public record Node(
      @Nullable String release,
      @Nullable Psi psi,
      @Nullable MemInfo meminfo,
      @Nullable Integer swappiness,
      @Nullable NumaTopology numa) {}

  /** What {@code /proc/pressure/memory} answers. */
  public enum Psi {
    READABLE,
    /** The file is there and gives EOPNOTSUPP. */
    REFUSED,
    ABSENT
  }
}

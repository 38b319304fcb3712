package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole node at one moment, as far as audionode cares; everything later in the flow is decided
 * from this alone.
 *
 * @param cgroups the audio subtree, the homes of pods that ask, and whatever the journal names
 * @param processes every process in those cgroups
 * @param threads the threads of audio pods, as they were when they were last swept, up to a second
 *     ago; some may be gone or elsewhere by now
 * @param pods the pods that ask
 * @param donors BestEffort pods that did not ask; none unless a profile wants their memory
 * @param alarms which of the pods that ask memory pressure hurts
 * @param migrations containers whose pages are being moved to another NUMA node, or have been
 * @param hold why nobody may write to this node, in its own words; null when somebody may
 * @param gaps what should be here and could not be read
 * @param originals what the journal remembers
 */
public record NodeSnapshot(
    Machine machine,
    SeenCgroups cgroups,
    List<SeenProcess> processes,
    List<SeenThread> threads,
    List<SeenPod> pods,
    List<Donor> donors,
    Alarms alarms,
    List<Migration> migrations,
    @Nullable String hold,
    Gaps gaps,
    Originals originals) {
  public NodeSnapshot {
    requireNonNull(machine, "machine is null");
    requireNonNull(cgroups, "cgroups is null");
    processes = List.copyOf(processes);
    threads = List.copyOf(threads);
    pods = List.copyOf(pods);
    donors = List.copyOf(donors);
    requireNonNull(alarms, "alarms is null");
    migrations = List.copyOf(migrations);
    requireNonNull(gaps, "gaps is null");
    requireNonNull(originals, "originals is null");
  }

  /** A snapshot without gaps and threads, and in which nothing hurts. */
  public NodeSnapshot(
      Machine machine,
      SeenCgroups cgroups,
      List<SeenProcess> processes,
      List<SeenPod> pods,
      Originals originals) {
    this(
        machine,
        cgroups,
        processes,
        List.of(),
        pods,
        List.of(),
        Alarms.NONE,
        List.of(),
        null,
        Gaps.NONE,
        originals);
  }

  public Optional<SeenCgroup> cgroup(CgroupPath path) {
    return cgroups.get(path);
  }

  /** The canonical text of a control file, empty when the cgroup or the file is not there. */
  public Optional<String> knob(CgroupPath path, String file) {
    return cgroup(path).flatMap(cgroup -> cgroup.knob(file));
  }

  /**
   * What a control file's owner has set: what it held before the agent first wrote it, or what
   * somebody else has written since; empty when the agent did not write it.
   */
  public Optional<String> found(CgroupPath path, String file) {
    return cgroup(path)
        .flatMap(cgroup -> originals.knob(cgroup, file))
        .map(original -> knob(path, file).filter(original::isNewer).orElseGet(original::found));
  }

  /** The migration of a container's pages, by its cgroup below kubepods. */
  public Optional<Migration> migration(CgroupPath home) {
    return migrations.stream().filter(migration -> migration.home().equals(home)).findFirst();
  }

  /** Whether a container is being prepared of which the next moments will tell what it is. */
  public boolean unsettled() {
    return pods.stream()
        .flatMap(pod -> pod.containers().stream())
        .filter(container -> container.kind() == ContainerKind.UNKNOWN)
        .anyMatch(container -> !processesBelow(container.home()).isEmpty());
  }

  /** Processes in a cgroup or anywhere below it. */
  public List<SeenProcess> processesBelow(CgroupPath path) {
    return processes.stream().filter(process -> process.cgroup().startsWith(path)).toList();
  }
}

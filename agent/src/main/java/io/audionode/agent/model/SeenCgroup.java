package io.audionode.agent.model;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One cgroup at one moment.
 *
 * @param subtreeControl controllers it hands to its children
 * @param knobs canonical text of each managed control file that exists, by file name
 * @param current {@code memory.current}, null where the memory controller is off
 * @param oomKills {@code oom_kill} of {@code memory.events}: processes that any OOM killer ended
 *     here or below since the cgroup was made; null where the memory controller is off
 * @param devices which devices its processes may open
 */
public record SeenCgroup(
    CgroupPath path,
    long inode,
    CgroupType type,
    Set<String> subtreeControl,
    Map<String, String> knobs,
    @Nullable Bytes current,
    @Nullable Long oomKills,
    DeviceRules devices) {
  public SeenCgroup {
    requireNonNull(path, "path is null");
    requireNonNull(type, "type is null");
    subtreeControl = Set.copyOf(subtreeControl);
    knobs = Map.copyOf(knobs);
    requireNonNull(devices, "devices is null");
  }

  /** The canonical text of a control file, empty when the kernel has no such file here. */
  public Optional<String> knob(String file) {
    return Optional.ofNullable(knobs.get(file));
  }
}

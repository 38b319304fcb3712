package io.audionode.agent.desired;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one cgroup should be.
 *
 * @param made whether audionode makes it; otherwise it is somebody else's and only its knobs count
 * @param threaded whether its type is {@code threaded}
 * @param subtreeControl controllers its children need; others are left as they are, but memory,
 *     which is taken back where audionode made the cgroup and the children are threaded
 * @param knobs canonical text by control file
 * @param devicePrograms the device programs to be attached to it and no other, null to leave what
 *     there is
 * @param reason why, for people
 */
public record DesiredCgroup(
    CgroupPath path,
    boolean made,
    boolean threaded,
    Set<String> subtreeControl,
    SortedMap<String, String> knobs,
    @Nullable Set<Integer> devicePrograms,
    String reason) {
  public DesiredCgroup {
    requireNonNull(path, "path is null");
    requireNonNull(reason, "reason is null");
    subtreeControl = Set.copyOf(subtreeControl);
    knobs = Collections.unmodifiableSortedMap(new TreeMap<>(knobs));
    devicePrograms = devicePrograms == null ? null : Set.copyOf(devicePrograms);
  }

  /** The same with these control files. */
  DesiredCgroup with(SortedMap<String, String> files) {
    return new DesiredCgroup(path, made, threaded, subtreeControl, files, devicePrograms, reason);
  }

  /** A cgroup audionode makes. */
  static Builder made(CgroupPath path, String reason) {
    return new Builder(path, true, reason);
  }

  /** A cgroup somebody else made. */
  static Builder foreign(CgroupPath path, String reason) {
    return new Builder(path, false, reason);
  }

  /** Collects knobs; the types of {@code cgroupfs} become canonical text here. */
  static final class Builder {
    private final CgroupPath path;
    private final boolean made;
    private final String reason;
    private final SortedMap<String, String> knobs = new TreeMap<>();
    private boolean threaded;
    private Set<String> subtreeControl = Set.of();
    private @Nullable Set<Integer> devicePrograms;

    private Builder(CgroupPath path, boolean made, String reason) {
      this.path = path;
      this.made = made;
      this.reason = reason;
    }

    Builder threaded() {
      threaded = true;
      return this;
    }

    Builder controllers(Set<String> controllers) {
      subtreeControl = controllers;
      return this;
    }

    <T> Builder knob(Knob<T> knob, T value) {
      knobs.put(knob.file(), knob.text(value));
      return this;
    }

    Builder knobs(SortedMap<String, String> more) {
      knobs.putAll(more);
      return this;
    }

    Builder devicePrograms(Set<Integer> ids) {
      devicePrograms = ids;
      return this;
    }

    DesiredCgroup build() {
      return new DesiredCgroup(path, made, threaded, subtreeControl, knobs, devicePrograms, reason);
    }
  }
}

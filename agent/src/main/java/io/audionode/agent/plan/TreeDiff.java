package io.audionode.agent.plan;

import io.audionode.agent.desired.DesiredCgroup;
import io.audionode.agent.desired.DesiredNode;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.format.Limit;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What to write to cgroups so that they become as desired. */
final class TreeDiff {
  private static final Set<String> ROOM = Set.of(Memory.MAX.file(), Memory.HIGH.file());

  /** Those audionode uses that a threaded cgroup cannot (cgroup-v2.rst, "Threads"). */
  private static final Set<String> DOMAIN_CONTROLLERS = Set.of("memory");

  private final DesiredNode desired;
  private final NodeSnapshot seen;
  private final List<DesiredCgroup> writable;
  private final Map<CgroupPath, List<Action.WriteKnob>> writes = new HashMap<>();

  TreeDiff(DesiredNode desired, NodeSnapshot seen) {
    this.desired = desired;
    this.seen = seen;
    this.writable = desired.cgroups().values().stream().filter(this::isWritable).toList();
    writable.forEach(cgroup -> writes.put(cgroup.path(), differences(cgroup)));
  }

  /** Parents first: each cgroup whole before its children. */
  List<Action> structureAndProtection() {
    var actions = new ArrayList<Action>();
    for (var cgroup : writable) {
      actions.addAll(structure(cgroup));
      writes(cgroup)
          .filter(write -> !write.isLimit())
          .filter(write -> !isLessProtection(write))
          .forEach(actions::add);
    }
    return actions;
  }

  /**
   * Higher limits of memory, parents first. They come before higher minima: what is protected below
   * a limit cannot be reclaimed for it, so that a minimum that rose first might get its own
   * neighbours killed.
   */
  List<Action> moreRoom() {
    return writable.stream()
        .flatMap(this::writes)
        .filter(TreeDiff::isMoreRoom)
        .<Action>map(write -> write)
        .toList();
  }

  /** Lower limits of memory, leaves first; after lower minima, for the same reason. */
  List<Action> lessRoom() {
    return writable.reversed().stream()
        .flatMap(this::writes)
        .filter(TreeDiff::isLessRoom)
        .<Action>map(write -> write)
        .toList();
  }

  /** Limits that are new, and those that are not of memory. */
  List<Action> limits() {
    return writable.stream()
        .flatMap(this::writes)
        .filter(Action.WriteKnob::isLimit)
        .filter(write -> !isMoreRoom(write) && !isLessRoom(write))
        .<Action>map(write -> write)
        .toList();
  }

  /** Leaves first; nothing above what cannot be read, which may need it. */
  List<Action> lessProtection() {
    return writable.reversed().stream()
        .flatMap(this::writes)
        .filter(TreeDiff::isLessProtection)
        .filter(write -> !seen.gaps().hides(write.cgroup()))
        .<Action>map(write -> write)
        .toList();
  }

  private boolean isWritable(DesiredCgroup cgroup) {
    return desired.mayTouch(cgroup.path())
        && !seen.gaps().unreadable().containsKey(cgroup.path())
        && (cgroup.made() || seen.cgroup(cgroup.path()).isPresent());
  }

  private List<Action> structure(DesiredCgroup cgroup) {
    var actions = new ArrayList<Action>();
    var now = seen.cgroup(cgroup.path());
    if (now.isEmpty()) {
      actions.add(new Action.Create(cgroup.path(), cgroup.reason()));
    }
    if (cgroup.threaded() && now.filter(n -> n.type() == CgroupType.THREADED).isEmpty()) {
      actions.add(new Action.MakeThreaded(cgroup.path(), cgroup.reason()));
    }
    var on = now.map(SeenCgroup::subtreeControl).orElse(Set.of());
    var missing = new HashSet<>(cgroup.subtreeControl());
    missing.removeAll(on);
    var surplus = surplus(cgroup, on);
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      actions.add(
          new Action.SetControllers(cgroup.path(), missing, surplus, "children need them so"));
    }
    return actions;
  }

  /**
   * A cgroup that hands out a domain controller can have no threaded children, so that a node of
   * the agent's own has to take memory back before it becomes a thread root.
   */
  private Set<String> surplus(DesiredCgroup cgroup, Set<String> on) {
    if (!seen.originals().created(cgroup.path())) {
      return Set.of();
    }
    var surplus = new HashSet<>(on);
    surplus.retainAll(DOMAIN_CONTROLLERS);
    surplus.removeAll(cgroup.subtreeControl());
    return surplus;
  }

  private Stream<Action.WriteKnob> writes(DesiredCgroup cgroup) {
    return writes.getOrDefault(cgroup.path(), List.of()).stream();
  }

  private List<Action.WriteKnob> differences(DesiredCgroup cgroup) {
    var now = seen.cgroup(cgroup.path());
    var before = now.map(SeenCgroup::knobs).orElse(Map.of());
    return cgroup.knobs().entrySet().stream()
        .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
        .filter(entry -> now.isEmpty() || !isAbsent(cgroup, now.get(), entry.getKey()))
        .map(
            entry ->
                new Action.WriteKnob(
                    cgroup.path(),
                    now.map(SeenCgroup::inode).orElse(null),
                    entry.getKey(),
                    before.get(entry.getKey()),
                    entry.getValue(),
                    cgroup.reason()))
        .filter(write -> !isDefaultOfNew(write))
        .toList();
  }

  /**
   * A file that no action of this plan makes appear: the cgroup exists and has its controller, but
   * this kernel has no such file; or the cgroup is somebody else's, who hands it no controller.
   */
  private boolean isAbsent(DesiredCgroup cgroup, SeenCgroup now, String file) {
    if (now.knob(file).isPresent()) {
      return false;
    }
    var controller = file.substring(0, file.indexOf('.'));
    return !cgroup.made()
        || now.path()
            .parent()
            .flatMap(seen::cgroup)
            .filter(parent -> parent.subtreeControl().contains(controller))
            .isPresent();
  }

  /** A new cgroup has these values by itself (Documentation/admin-guide/cgroup-v2.rst). */
  private static boolean isDefaultOfNew(Action.WriteKnob write) {
    if (write.before() != null) {
      return false;
    }
    return switch (write.file()) {
      case "memory.min", "memory.oom.group", "cgroup.freeze" -> write.after().equals("0");
      case "memory.max", "memory.high", "memory.swap.max", "pids.max" ->
          write.after().equals("max");
      case "cpu.max" -> write.after().equals("max 100000");
      case "cpu.uclamp.min" -> write.after().equals("0.00");
      case "cpu.uclamp.max" -> write.after().equals("max");
      case "cpu.weight" -> write.after().equals("100");
      case "cpuset.cpus", "cpuset.mems", "cpuset.cpus.exclusive" -> write.after().isEmpty();
      case "cpuset.cpus.partition" -> write.after().equals("member");
      default -> false;
    };
  }

  private static boolean isLessProtection(Action.WriteKnob write) {
    return write.file().equals(Memory.MIN.file())
        && bytes(write.after()).compareTo(bytes(write.before())) < 0;
  }

  private static boolean isMoreRoom(Action.WriteKnob write) {
    return isRoomThatWas(write) && bytes(write.after()).compareTo(bytes(write.before())) > 0;
  }

  private static boolean isLessRoom(Action.WriteKnob write) {
    return isRoomThatWas(write) && bytes(write.after()).compareTo(bytes(write.before())) < 0;
  }

  private static boolean isRoomThatWas(Action.WriteKnob write) {
    return ROOM.contains(write.file()) && write.before() != null;
  }

  private static Limit bytes(@Nullable String text) {
    return text == null ? Limit.of(0) : Limit.parse(text);
  }
}

package io.audionode.agent.observe.kernel;

import io.audionode.agent.model.SeenCgroup;
import io.audionode.cgroupfs.cpu.Cpu;
import io.audionode.cgroupfs.cpuset.Cpuset;
import io.audionode.cgroupfs.knob.Knob;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.memory.MemoryEvents;
import io.audionode.cgroupfs.pids.Pids;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.Cgroup;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import io.audionode.cgroupfs.tree.Core;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one cgroup with the control files that audionode manages. */
public final class CgroupReader implements SettledCgroups.Reading {
  /** Every control file the agent may write, and so has to know the value of. */
  public static final List<Knob<?>> MANAGED =
      List.of(
          Memory.MIN,
          Memory.MAX,
          Memory.HIGH,
          Memory.SWAP_MAX,
          Memory.OOM_GROUP,
          Cpuset.MEMS,
          Cpuset.CPUS,
          Cpuset.CPUS_EXCLUSIVE,
          Cpuset.PARTITION,
          Cpu.WEIGHT,
          Cpu.MAX,
          Cpu.UCLAMP_MIN,
          Cpu.UCLAMP_MAX,
          Pids.MAX,
          Core.FREEZE);

  /** Of thread classes only. */
  private static final Set<Knob<?>> UCLAMP = Set.of(Cpu.UCLAMP_MIN, Cpu.UCLAMP_MAX);

  /** What the kernel makes of some of them, which is what counts. */
  private static final List<Knob<?>> EFFECTIVE =
      List.of(Cpuset.CPUS_EFFECTIVE, Cpuset.MEMS_EFFECTIVE);

  /** The files of the only domain controller that audionode uses. */
  private static final String DOMAIN_CONTROLLER = "memory.";

  private final CgroupFs cgroups;

  /** What this kernel turned out not to have: an absent file costs more than one that is read. */
  private volatile Set<String> unknown = Set.of();

  public CgroupReader(CgroupFs cgroups) {
    this.cgroups = cgroups;
  }

  /** The cgroup as it is now; empty when it is gone. */
  @Override
  public Optional<SeenCgroup> read(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      var type = path.isRoot() ? CgroupType.ROOT : cgroup.type();
      return Optional.of(
          new SeenCgroup(
              path,
              cgroup.inode(),
              type,
              cgroup.subtreeControl(),
              knobs(cgroup, type),
              ifAny(cgroup, type, Memory.CURRENT).orElse(null),
              oomKills(cgroup, type),
              DeviceReader.read(cgroup)));
    } catch (KernelException.Gone e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<SeenCgroup> readAgain(SeenCgroup before) {
    try (var cgroup = cgroups.open(before.path())) {
      return cgroup.inode() == before.inode()
          ? Optional.of(
              new SeenCgroup(
                  before.path(),
                  before.inode(),
                  before.type(),
                  before.subtreeControl(),
                  before.knobs(),
                  ifAny(cgroup, before.type(), Memory.CURRENT).orElse(null),
                  oomKills(cgroup, before.type()),
                  DeviceReader.read(cgroup)))
          : Optional.empty();
    } catch (KernelException.Gone e) {
      return Optional.empty();
    }
  }

  /** What the root leaves to cgroups that are no partition's: its effective files, by name. */
  Map<String, String> effectiveAtRoot() {
    var effective = new HashMap<String, String>();
    try (var root = cgroups.open(CgroupPath.ROOT)) {
      for (var knob : EFFECTIVE) {
        effective.put(knob.file(), root.readText(knob.file()));
      }
    } catch (KernelException.Unsupported _) {
      return Map.of(); // no cpuset controller
    }
    return effective;
  }

  private static @Nullable Long oomKills(Cgroup cgroup, CgroupType type) {
    return ifAny(cgroup, type, Memory.EVENTS).map(MemoryEvents::oomKill).orElse(null);
  }

  private Map<String, String> knobs(Cgroup cgroup, CgroupType type) {
    var knobs = new HashMap<String, String>();
    Stream.concat(MANAGED.stream(), EFFECTIVE.stream())
        .filter(knob -> !unknown.contains(knob.file()))
        .forEach(knob -> text(cgroup, type, knob).ifPresent(text -> knobs.put(knob.file(), text)));
    // The partition is read later: a controller that goes away meanwhile takes it as well.
    if (knobs.containsKey(Cpuset.PARTITION.file())
        && !knobs.containsKey(Cpuset.CPUS_EXCLUSIVE.file())) {
      unknown = Set.of(Cpuset.CPUS_EXCLUSIVE.file());
    }
    return knobs;
  }

  private static <T> Optional<String> text(Cgroup cgroup, CgroupType type, Knob<T> knob) {
    return ifAny(cgroup, type, knob).map(knob::text);
  }

  private static <T> Optional<T> ifAny(Cgroup cgroup, CgroupType type, Knob<T> knob) {
    return mayHave(type, knob) ? cgroup.readIfPresent(knob) : Optional.empty();
  }

  /**
   * Whether it is worth asking, since an absent file costs more than one that is read: the root has
   * none of these, and a threaded cgroup none of a domain controller
   * (Documentation/admin-guide/cgroup-v2.rst); clamps are managed on thread classes alone.
   */
  private static boolean mayHave(CgroupType type, Knob<?> knob) {
    return switch (type) {
      case ROOT -> false;
      case THREADED -> !knob.file().startsWith(DOMAIN_CONTROLLER);
      case DOMAIN, DOMAIN_THREADED, DOMAIN_INVALID -> !UCLAMP.contains(knob);
    };
  }
}

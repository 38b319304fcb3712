package io.audionode.agent.doctor;

import io.audionode.agent.doctor.Evidence.Hierarchy;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks the cgroup v2 hierarchy. */
final class CgroupChecks {
  static final String CGROUPS = "cgroup v2";
  static final String CONTROLLERS = "controllers";
  static final String KUBEPODS = "kubepods";
  static final String FILES = "control files";

  private static final String BOOT =
      "boot with systemd.unified_cgroup_hierarchy=1, or without systemd with cgroup_no_v1=all";
  private static final String MOUNT =
      "mount cgroup2 on /sys/fs/cgroup; in a pod, mount the host's /sys/fs/cgroup there";

  /** Mount options that are worth a word; audionode relies on neither. */
  private static final List<String> OPTIONS = List.of("memory_recursiveprot", "nsdelegate");

  private CgroupChecks() {}

  /** Without a hierarchy there is nothing to say of what would be in it. */
  static List<Check> of(Evidence evidence) {
    var hierarchy = evidence.hierarchy();
    var cgroups = cgroups(evidence.setup(), hierarchy, evidence.rights().euid());
    return hierarchy == null
        ? List.of(cgroups)
        : Stream.of(
                Stream.of(cgroups, controllers(hierarchy)),
                denied(hierarchy).stream(),
                Stream.of(kubepods(hierarchy)))
            .flatMap(checks -> checks)
            .toList();
  }

  private static Check cgroups(
      @Nullable CgroupSetup setup, @Nullable Hierarchy hierarchy, int euid) {
    return switch (setup) {
      case null -> Check.unfit(CGROUPS, "not known", "mount /proc; see " + Doctor.READING);
      case CgroupSetup.Unified(var mountPoint, _) when hierarchy == null ->
          Check.unfit(CGROUPS, mountPoint + " cannot be read as cgroup v2", MOUNT);
      case CgroupSetup.Unified(var mountPoint, _) when euid == 0 && !hierarchy.writable() ->
          Check.unfit(
              CGROUPS,
              mountPoint + " is read-only",
              "mount it read-write; in a pod, set securityContext.privileged: true");
      case CgroupSetup.Unified(var mountPoint, var options) ->
          Check.ok(CGROUPS, mountPoint + with(options));
      case CgroupSetup.Hybrid(var mountPoint, var taken) ->
          Check.unfit(
              CGROUPS,
              "hybrid: %s is cgroup v2, but cgroup v1 has %s"
                  .formatted(mountPoint, String.join(", ", new TreeSet<>(taken))),
              BOOT);
      case CgroupSetup.Legacy _ -> Check.unfit(CGROUPS, "only cgroup v1 is mounted", BOOT);
      case CgroupSetup.Absent _ -> Check.unfit(CGROUPS, "no cgroups are mounted", MOUNT);
    };
  }

  private static String with(Set<String> options) {
    var known = OPTIONS.stream().filter(options::contains).toList();
    return known.isEmpty() ? "" : " with " + String.join(", ", known);
  }

  /** A controller and what goes without it. */
  private record Controller(String name, Verdict whenMissing, String loss, String remedy) {}

  private static final List<Controller> NEEDED =
      List.of(
          new Controller(
              "memory",
              Verdict.UNFIT,
              "no memory can be protected",
              "boot without cgroup_disable=memory, or with cgroup_enable=memory where that is the"
                  + " distribution's default"),
          new Controller(
              "cpuset",
              Verdict.WARNING,
              "pods are not pinned to NUMA nodes",
              "use a kernel with CONFIG_CPUSETS"),
          new Controller(
              "cpu",
              Verdict.WARNING,
              "real-time threads get no larger share of the cpus",
              "use a kernel with CONFIG_CGROUP_SCHED"),
          new Controller(
              "pids",
              Verdict.WARNING,
              "a pod that is moved loses its limit of processes",
              "use a kernel with CONFIG_CGROUP_PIDS"));

  private static Check controllers(Hierarchy hierarchy) {
    var missing =
        NEEDED.stream().filter(it -> !hierarchy.controllers().contains(it.name())).toList();
    if (missing.isEmpty()) {
      return Check.ok(CONTROLLERS, present(hierarchy));
    }
    return new Check(
        CONTROLLERS,
        missing.stream().map(Controller::whenMissing).max(Comparator.naturalOrder()).orElseThrow(),
        "missing "
            + String.join(
                "; missing ", missing.stream().map(it -> it.name() + ": " + it.loss()).toList()),
        remedy(missing));
  }

  /** All at once are not the kernel's lack: cgroup v1 has them, or the mount is a part of v2. */
  private static String remedy(List<Controller> missing) {
    return missing.size() == NEEDED.size()
        ? BOOT + "; in a pod, mount the host's /sys/fs/cgroup"
        : String.join("; ", missing.stream().map(Controller::remedy).toList());
  }

  private static String present(Hierarchy hierarchy) {
    var names = new ArrayList<>(NEEDED.stream().map(Controller::name).toList());
    var all = String.join(", ", names);
    names.removeAll(hierarchy.subtreeControl());
    return names.isEmpty()
        ? all
        : "%s; audionode will make the root hand out %s".formatted(all, String.join(", ", names));
  }

  private static Optional<Check> denied(Hierarchy hierarchy) {
    var denied = hierarchy.denied();
    return denied.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Check.warning(
                FILES,
                "%s cannot be written, such as: %s"
                    .formatted(Doctor.count(denied.size(), "control file"), denied.getFirst()),
                "see whom a security module denied what (dmesg | grep -i denied); in a pod, set"
                    + " appArmorProfile.type: Unconfined, or seLinuxOptions.type: spc_t"));
  }

  private static Check kubepods(Hierarchy hierarchy) {
    var kubepods = hierarchy.kubepods();
    return kubepods == null
        ? Check.warning(
            KUBEPODS,
            "no kubepods cgroup, so there are no pods to look after",
            "start kubelet; in a pod, mount the host's /sys/fs/cgroup, not the container's")
        : Check.ok(
            KUBEPODS, "%s, %s".formatted(kubepods.root(), Doctor.count(kubepods.pods(), "pod")));
  }
}

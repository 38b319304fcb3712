package io.audionode.agent.doctor;

import io.audionode.agent.doctor.Evidence.Rights;
import io.audionode.agent.doctor.Evidence.StateDirectory;
import io.audionode.agent.model.Capability;
import java.util.List;
import java.util.stream.Collectors;

/** Checks what this process may do and see. */
final class RightsChecks {
  static final String PRIVILEGES = "privileges";
  static final String PROCESSES = "processes";
  static final String STATE = "state directory";
  static final String KERNEL_LOG = "kernel log";

  private RightsChecks() {}

  static List<Check> of(Evidence evidence) {
    var rights = evidence.rights();
    return List.of(
        privileges(rights), processes(evidence), state(rights.state()), kernelLog(rights));
  }

  private static Check privileges(Rights rights) {
    if (rights.euid() != 0) {
      return Check.unfit(
          PRIVILEGES,
          "runs as uid %d, and only root may write cgroups".formatted(rights.euid()),
          "use sudo; in a pod, set securityContext.runAsUser: 0 and privileged: true");
    }
    var capabilities = rights.capabilities();
    if (capabilities == null) {
      return Check.unknown(PRIVILEGES);
    }
    var missing =
        Capability.missingIn(capabilities).stream()
            .map(it -> "%s (%s)".formatted(it, it.use()))
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? Check.ok(PRIVILEGES, "root with every capability that is needed")
        : Check.warning(
            PRIVILEGES,
            "root without " + missing,
            "in a pod, set securityContext.privileged: true; with systemd, extend"
                + " CapabilityBoundingSet=");
  }

  /** A node that is itself a container has a pid namespace and all processes of its cgroups. */
  private static Check processes(Evidence evidence) {
    var initial = evidence.rights().initialPidNamespace();
    var hierarchy = evidence.hierarchy();
    if (initial == null) {
      return Check.unknown(PROCESSES);
    }
    if (initial) {
      return Check.ok(PROCESSES, "all of this machine are in sight");
    }
    if (hierarchy != null && hierarchy.strangers()) {
      return Check.unfit(
          PROCESSES,
          "cgroups hold processes that this pid namespace does not see",
          "in a pod, set hostPID: true; with docker, --pid=host");
    }
    return Check.ok(
        PROCESSES, "those of a pid namespace, which the cgroups in sight do not exceed");
  }

  private static Check kernelLog(Rights rights) {
    return rights.kernelLog() == null
        ? Check.ok(KERNEL_LOG, "readable, so incidents name whom the kernel killed")
        : Check.warning(
            KERNEL_LOG,
            rights.kernelLog() + ", so whom the kernel killed is inferred",
            "run with CAP_SYSLOG; in a pod, set securityContext.privileged: true, because device"
                + " rules keep others from /dev/kmsg");
  }

  private static Check state(StateDirectory state) {
    if (state.writable()) {
      var exists = state.nearest().equals(state.path().toAbsolutePath().normalize());
      return Check.ok(STATE, state.path() + (exists ? "" : ", which audionode will make"));
    }
    return Check.unfit(
        STATE,
        "%s cannot be written: %s is no directory, read-only or another user's"
            .formatted(state.path(), state.nearest()),
        "make it writable, or choose another directory with --state; without its journal audionode"
            + " could not put anything back");
  }
}

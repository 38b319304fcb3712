package io.audionode.agent.doctor;

import io.audionode.agent.config.Configuration;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.knob.KernelVersion;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.sys.KernelException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the kernel and the machine. */
final class NodeChecks {
  static final String KERNEL = "kernel";
  static final String PRESSURE = "pressure (PSI)";
  static final String SWAP = "swap";
  static final String SWAPPINESS = "swappiness";
  static final String NUMA = "NUMA";

  /** The oldest that audionode is tested on. */
  private static final KernelVersion OLDEST = KernelVersion.since(5, 10);

  /** Good to have, and nothing of audionode stops without them. */
  private static final List<String> OPTIONAL =
      List.of(Memory.RECLAIM.file(), Memory.PEAK.file(), EvidenceReader.CGROUP_KILL);

  private final Evidence evidence;
  private final Evidence.Node node;
  private final @Nullable Set<String> files;

  private NodeChecks(Evidence evidence) {
    this.evidence = evidence;
    this.node = evidence.node();
    this.files = evidence.hierarchy() == null ? null : evidence.hierarchy().files();
  }

  static List<Check> of(Evidence evidence, Configuration configuration) {
    var checks = new NodeChecks(evidence);
    return List.of(
        checks.kernel(),
        checks.pressure(),
        checks.numa(),
        checks.swap(),
        checks.swappiness(configuration));
  }

  private Check kernel() {
    var release = node.release();
    if (release == null) {
      return Check.unknown(KERNEL);
    }
    if (lacks(Memory.MIN.file())) {
      return Check.unfit(KERNEL, release + " has no memory.min", "use 5.10 or newer");
    }
    if (isOld(release)) {
      return Check.warning(
          KERNEL, release + " is older than 5.10, the oldest that is tested", "use 5.10 or newer");
    }
    if (lacks(Memory.NUMA_STAT.file()) && isNuma()) {
      return Check.warning(
          KERNEL,
          release + " has no memory.numa_stat, so where a pod's memory is cannot be told",
          "use a kernel of 5.10 or newer with CONFIG_NUMA");
    }
    var without = OPTIONAL.stream().filter(this::lacks).collect(Collectors.joining(", "));
    return Check.ok(
        KERNEL, without.isEmpty() ? release : "%s, without %s".formatted(release, without));
  }

  private static boolean isOld(String release) {
    try {
      return KernelVersion.parse(release).compareTo(OLDEST) < 0;
    } catch (KernelException.Malformed _) {
      return true;
    }
  }

  /** False where no cgroup could be asked. */
  private boolean lacks(String file) {
    return files != null && !files.contains(file);
  }

  private boolean isNuma() {
    return node.numa() != null && node.numa().nodes().size() > 1;
  }

  private Check pressure() {
    return switch (node.psi()) {
      case null -> Check.unknown(PRESSURE);
      case ABSENT, REFUSED ->
          withoutPressure(
              "off", "boot with psi=1; if that does not help, use a kernel with CONFIG_PSI");
      case READABLE ->
          lacks(Memory.PRESSURE.file())
              ? withoutPressure("off for cgroups", "boot without cgroup_disable=pressure")
              : Check.ok(PRESSURE, "on");
    };
  }

  private static Check withoutPressure(String finding, String remedy) {
    return Check.warning(
        PRESSURE, finding + ", so memory.stat is sampled in place of waiting for pressure", remedy);
  }

  private Check numa() {
    if (node.numa() == null) {
      return Check.unknown(NUMA);
    }
    var nodes = node.numa().nodes();
    var cpuless = ids(nodes, it -> it.cpus().isEmpty());
    var empty = ids(nodes, it -> it.total().equals(Bytes.ZERO) && !it.cpus().isEmpty());
    if (nodes.stream().allMatch(it -> it.cpus().isEmpty() || it.total().equals(Bytes.ZERO))) {
      return Check.unfit(
          NUMA,
          "no node has both cpus and memory",
          "give this machine's nodes memory of their own");
    }
    if (!empty.isEmpty()) {
      return Check.warning(
          NUMA,
          "nodes %s have cpus and no memory, so no audio pod runs there".formatted(empty),
          "give these nodes memory, or take their cpus offline");
    }
    if (nodes.size() == 1) {
      return Check.ok(NUMA, "one node, so there is nothing to pin");
    }
    var aside =
        cpuless.isEmpty() ? "" : "; no audio pod runs on %s, without cpus".formatted(cpuless);
    return Check.ok(NUMA, "nodes %s%s".formatted(ids(nodes, _ -> true), aside));
  }

  private static String ids(List<NumaNode> nodes, Predicate<NumaNode> which) {
    return nodes.stream()
        .filter(which)
        .map(it -> Integer.toString(it.id()))
        .collect(Collectors.joining(", "));
  }

  private Check swap() {
    if (node.meminfo() == null) {
      return Check.unknown(SWAP);
    }
    if (!node.meminfo().hasSwap()) {
      return Check.ok(SWAP, "none, so memory.swap.max has nothing to do");
    }
    var size = Doctor.mebibytes(node.meminfo().swapTotal());
    return lacks(Memory.SWAP_MAX.file())
        ? Check.warning(
            SWAP,
            size + ", and no memory.swap.max to keep audio pods out of it",
            "boot with swapaccount=1, or turn swap off")
        : Check.ok(SWAP, size + ", which memory.swap.max keeps audio pods out of");
  }

  private Check swappiness(Configuration configuration) {
    var now = node.swappiness();
    var wanted = configuration.swappiness();
    if (now == null) {
      return Check.unknown(SWAPPINESS);
    }
    if (wanted == null) {
      return Check.ok(SWAPPINESS, now + ", left alone as configured");
    }
    if (wanted.equals(now)) {
      return Check.ok(SWAPPINESS, now + ", as configured");
    }
    return evidence.rights().euid() == 0 && !evidence.rights().swappinessWritable()
        ? Check.warning(
            SWAPPINESS,
            "%d, and /proc/sys is read-only, so that it cannot become %d".formatted(now, wanted),
            "set vm.swappiness=%d on the host; in a pod, set securityContext.privileged: true"
                .formatted(wanted))
        : Check.ok(SWAPPINESS, "%d; while audionode runs it is %d".formatted(now, wanted));
  }
}

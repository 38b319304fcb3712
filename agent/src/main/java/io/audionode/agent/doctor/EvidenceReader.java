package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.doctor.Evidence.Hierarchy;
import io.audionode.agent.doctor.Evidence.Kubepods;
import io.audionode.agent.doctor.Evidence.Node;
import io.audionode.agent.doctor.Evidence.Psi;
import io.audionode.agent.doctor.Evidence.Rights;
import io.audionode.agent.doctor.Evidence.StateDirectory;
import io.audionode.agent.observe.kernel.PodDirectories;
import io.audionode.cgroupfs.kmsg.KernelLog;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the evidence. Never throws, makes no cgroup and writes nothing. */
public final class EvidenceReader {
  static final String CGROUP_KILL = "cgroup.kill";

  /** Control files that tell kernels and their boot options apart. */
  static final List<String> PROBED =
      List.of(
          Memory.MIN.file(),
          Memory.SWAP_MAX.file(),
          Memory.NUMA_STAT.file(),
          Memory.PRESSURE.file(),
          Memory.RECLAIM.file(),
          Memory.PEAK.file(),
          CGROUP_KILL);

  /** PROC_PID_INIT_INO (include/linux/proc_ns.h), since 3.8. */
  private static final String INITIAL_PID_NAMESPACE = "pid:[" + 0xEFFF_FFFCL + "]";

  private final Sys sys;
  private final Path procRoot;
  private final Path sysfs;
  private final Path devices;

  public EvidenceReader(Sys sys) {
    this(sys, ProcFs.DEFAULT_ROOT, Path.of("/sys"), KernelLog.DIRECTORY);
  }

  EvidenceReader(Sys sys, Path procRoot, Path sysfs, Path devices) {
    this.devices = requireNonNull(devices, "devices is null");
    this.sys = requireNonNull(sys, "sys is null");
    this.procRoot = requireNonNull(procRoot, "procRoot is null");
    this.sysfs = requireNonNull(sysfs, "sysfs is null");
  }

  /**
   * Reads the node as it is now.
   *
   * @param cgroupRoot where cgroup v2 is mounted, null to look for it
   * @param state where the journal is kept
   */
  public Evidence read(@Nullable Path cgroupRoot, Path state) {
    return new Look().evidence(cgroupRoot, state);
  }

  /** One look at the node; collects what could not be read. */
  private final class Look {
    private final ProcFs proc = new ProcFs(sys, procRoot);
    private final List<String> unreadable = new ArrayList<>();

    Evidence evidence(@Nullable Path cgroupRoot, Path state) {
      var setup = setup(cgroupRoot);
      var hierarchy =
          setup instanceof CgroupSetup.Unified unified
              ? attempt("cgroups", () -> hierarchy(unified.mountPoint()))
              : null;
      return new Evidence(setup, hierarchy, rights(state), node(), tuning(), unreadable);
    }

    private @Nullable CgroupSetup setup(@Nullable Path cgroupRoot) {
      var found = attempt("mounts", this::mounted);
      if (cgroupRoot == null) {
        return found;
      }
      var options = found instanceof CgroupSetup.Unified it ? it.options() : Set.<String>of();
      return new CgroupSetup.Unified(cgroupRoot, options);
    }

    private CgroupSetup mounted() {
      try (var self = sys.openDirectory(procRoot.resolve("self"))) {
        return CgroupSetup.parse(sys.readAt(self, "mountinfo"));
      }
    }

    private Hierarchy hierarchy(Path mountPoint) {
      var cgroups = new CgroupFs(sys, mountPoint);
      try (var root = cgroups.open(CgroupPath.ROOT)) {
        return new Hierarchy(
            mountPoint,
            isWritable(mountPoint),
            root.controllers(),
            root.subtreeControl(),
            files(cgroups, root.children()),
            attempt("kubepods", () -> kubepods(cgroups)),
            root.readText("cgroup.procs").lines().anyMatch("0"::equals),
            denied(cgroups));
      }
    }

    /** Without root, or on a read-only mount, it is all of them. */
    private List<String> denied(CgroupFs cgroups) {
      if (sys.geteuid() != 0 || !isWritable(cgroups.mountPoint())) {
        return List.of();
      }
      var denied = attempt("control files", () -> DeniedFiles.find(sys, cgroups));
      return denied == null ? List.of() : denied;
    }

    private static boolean isWritable(Path mountPoint) {
      return Files.isWritable(mountPoint.resolve("cgroup.procs"));
    }

    private @Nullable Set<String> files(CgroupFs cgroups, List<String> names) {
      return names.stream()
          .flatMap(name -> files(cgroups, CgroupPath.ROOT.child(name)).stream())
          .findFirst()
          .orElse(null);
    }

    /** Empty for a cgroup that is gone or has no memory controller. */
    private Optional<Set<String>> files(CgroupFs cgroups, CgroupPath path) {
      try (var cgroup = cgroups.open(path);
          var directory = sys.openDirectory(cgroups.directory(path))) {
        return cgroup.controllers().contains("memory")
            ? Optional.of(
                sys.list(directory).stream().filter(PROBED::contains).collect(Collectors.toSet()))
            : Optional.empty();
      } catch (KernelException.Gone _) {
        return Optional.empty();
      }
    }

    /** The search passes through kubepods itself, which so is found even without any pod in it. */
    private @Nullable Kubepods kubepods(CgroupFs cgroups) {
      var visited = new ArrayList<CgroupPath>();
      var pods = new PodDirectories(cgroups, visited::add).byUid();
      return visited.stream()
          .filter(path -> path.name().equals("kubepods") || path.name().endsWith("kubepods.slice"))
          .findFirst()
          .map(root -> new Kubepods(root, pods.size()))
          .orElse(null);
    }

    private Rights rights(Path state) {
      return new Rights(
          sys.geteuid(),
          attempt("capabilities", () -> proc.status(sys.getpid()).capEff()),
          attempt("pid namespace", this::initialPidNamespace),
          Files.isWritable(procRoot.resolve("sys/vm/swappiness")),
          kernelLog(),
          state(state));
    }

    private @Nullable String kernelLog() {
      try (var log = KernelLog.open(sys, devices)) {
        log.read(_ -> {});
        return null;
      } catch (KernelException e) {
        return String.valueOf(e.getMessage());
      }
    }

    private boolean initialPidNamespace() {
      try {
        var namespace = Files.readSymbolicLink(procRoot.resolve("self/ns/pid"));
        return namespace.toString().equals(INITIAL_PID_NAMESPACE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static StateDirectory state(Path path) {
      Path nearest = path.toAbsolutePath().normalize();
      for (var up = nearest; up != null && !Files.exists(nearest); up = up.getParent()) {
        nearest = up;
      }
      return new StateDirectory(
          path, nearest, Files.isDirectory(nearest) && Files.isWritable(nearest));
    }

    private Tuning tuning() {
      var read = attempt("tuning", () -> new TuningReader(sys, procRoot, sysfs).read());
      return read == null ? Tuning.NOTHING : read;
    }

    private Node node() {
      return new Node(
          attempt("kernel release", proc::osRelease),
          attempt("pressure", this::psi),
          attempt("memory", proc::meminfo),
          attempt("swappiness", proc::swappiness),
          attempt("NUMA", () -> NumaTopology.read(sys, sysfs.resolve("devices/system/node"))));
    }

    private Psi psi() {
      try (var pressure = sys.openDirectory(procRoot.resolve("pressure"))) {
        sys.readAt(pressure, "memory");
        return Psi.READABLE;
      } catch (KernelException.Gone _) {
        return Psi.ABSENT;
      } catch (KernelException.Unsupported _) {
        return Psi.REFUSED;
      }
    }

    /** Whatever is wrong with one thing must not hide the others. */
    private <T> @Nullable T attempt(String what, Supplier<? extends @Nullable T> reading) {
      try {
        return reading.get();
      } catch (RuntimeException e) {
        unreadable.add(what + ": " + e.getMessage());
        return null;
      }
    }
  }
}

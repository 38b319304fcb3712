package io.audionode.agent.observe.kernel;

import static java.util.Comparator.naturalOrder;

import io.audionode.agent.model.Capability;
import io.audionode.agent.model.ContainerId;
import io.audionode.agent.model.ContainerKind;
import io.audionode.agent.model.Machine;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.SeenThread;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.numa.IsolatedCpus;
import io.audionode.cgroupfs.numa.NumaNode;
import io.audionode.cgroupfs.numa.NumaTopology;
import io.audionode.cgroupfs.numa.Possible;
import io.audionode.cgroupfs.numa.SoundCard;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.proc.Tasks;
import io.audionode.cgroupfs.proc.ThreadId;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.sys.Sys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything the observer reads of the kernel, in the values of {@code model}. */
public final class Kernel {
  /**
   * So long a runtime may still tell a process what to become, and give it a score and device
   * programs; and so long its container may still be moved for being at its birth.
   */
  private static final Duration GROWN = Duration.ofSeconds(10);

  private final Sys sys;
  private final CgroupFs cgroups;
  private final ProcFs proc;
  private final Watch watch;
  private final CgroupReader cgroupReader;
  private final ProcessReader processReader;
  private final ContainerReader containerReader;
  private final PodDirectories podDirectories;
  private final ThreadReader threadReader;
  private final KubeletCpus kubeletCpus;
  private final SettledCgroups settled;
  private Map<Integer, CpuList> online = Map.of();
  private Duration uptime = Duration.ZERO;

  /** Nobody gives a process capabilities later. */
  private final Set<Capability> missing;

  /** Tells of what changes in cgroups. */
  @FunctionalInterface
  public interface Watch {
    /** Told of every directory before it is listed or its processes are. */
    void begin(CgroupPath directory);

    /** When this returns, all is told that changed before. */
    default void catchUp() {}
  }

  /**
   * @param watch who tells of changes
   */
  public Kernel(Sys sys, CgroupFs cgroups, ProcFs proc, Watch watch) {
    this(
        sys,
        cgroups,
        proc,
        watch,
        new SettledCgroups(System::nanoTime),
        new KubeletCpus(KubeletCpus.DEFAULT_DIRECTORY));
  }

  /**
   * @param watch who tells of changes
   * @param settled what need not be read again, told by the watch
   */
  public Kernel(
      Sys sys,
      CgroupFs cgroups,
      ProcFs proc,
      Watch watch,
      SettledCgroups settled,
      KubeletCpus kubeletCpus) {
    this.sys = sys;
    this.cgroups = cgroups;
    this.proc = proc;
    this.watch = watch;
    this.cgroupReader = new CgroupReader(cgroups);
    this.processReader = new ProcessReader(cgroups, proc);
    this.containerReader = new ContainerReader(cgroups);
    this.podDirectories = new PodDirectories(cgroups, watch::begin);
    this.threadReader = new ThreadReader(cgroups, proc, new Tasks(sys));
    this.kubeletCpus = kubeletCpus;
    this.settled = settled;
    this.missing = Capability.missingIn(proc.status(sys.getpid()).capEff());
  }

  public Machine machine() {
    var meminfo = proc.meminfo();
    var machine =
        new Machine(
            NumaTopology.read(sys),
            meminfo.memTotal(),
            meminfo.swapTotal(),
            proc.swappiness(),
            cgroups.controllers(),
            SoundCard.read(sys),
            kubeletCpus.read(IsolatedCpus.read(sys)),
            Possible.read(sys),
            missing);
    online =
        machine.numa().nodes().stream().collect(Collectors.toMap(NumaNode::id, NumaNode::cpus));
    uptime = proc.uptime();
    settled.beginLook(ground());
    watch.catchUp();
    return machine;
  }

  private Resync.Ground ground() {
    return new Resync.Ground(online, cgroupReader.effectiveAtRoot());
  }

  /** All pods' directories. */
  public PodDirectories.Found podDirectories() {
    var found = podDirectories.search();
    containerReader.beside(found.byUid().values(), uptime);
    return found;
  }

  public Optional<SeenCgroup> cgroup(CgroupPath path) {
    return settled.get(path, cgroupReader);
  }

  /** The same, of which nothing is taken for known. */
  public Optional<SeenCgroup> cgroupNow(CgroupPath path) {
    return cgroupReader.read(path);
  }

  /** Ends a look that came by these cgroups. */
  public void endOfLook(Set<CgroupPath> paths) {
    settled.endLook(paths, ground());
  }

  /** Whether a cgroup has a {@code memory.reclaim}, which can be written only. */
  public boolean canReclaim(CgroupPath path) {
    return Files.exists(cgroups.directory(path).resolve(Memory.RECLAIM.file()));
  }

  /** The cgroups directly below; none when it is gone. */
  public List<CgroupPath> children(CgroupPath path) {
    return settled.children(path, () -> list(path));
  }

  private List<CgroupPath> list(CgroupPath path) {
    try (var cgroup = cgroups.open(path)) {
      watch.begin(path);
      return cgroup.children().stream().map(path::child).toList();
    } catch (KernelException.Gone e) {
      return List.of();
    }
  }

  /** The processes of a cgroup that is not threaded; none when it is gone. */
  public List<SeenProcess> processes(CgroupPath path) {
    return settled.processes(path, () -> listProcesses(path), this::isGrown);
  }

  private ProcessLists.Listed listProcesses(CgroupPath path) {
    if (!settled.isSettled(path)) {
      watch.begin(path);
    }
    return processReader.in(path);
  }

  private boolean isGrown(SeenProcess process) {
    return age(process).compareTo(GROWN) > 0 && !process.isNotYetScored();
  }

  private Duration age(SeenProcess process) {
    return ProcFs.age(process.id().startTicks(), uptime);
  }

  /** The threads in a cgroup itself; none when it is gone. */
  public List<SeenThread> threads(CgroupPath path) {
    return threadReader.in(path);
  }

  /** This very thread; empty when it has ended. */
  public Optional<SeenThread> thread(ThreadId id) {
    return threadReader.read(id);
  }

  /**
   * The container of a directory; empty when it is gone.
   *
   * @param processes those in the directory now
   */
  public Optional<SeenContainer> container(
      CgroupPath home, ContainerKind kind, List<SeenProcess> processes) {
    var lasts = kind != ContainerKind.UNKNOWN && processes.stream().allMatch(this::isGrown);
    return settled
        .charges(home, () -> containerReader.read(home), lasts)
        .map(
            charges ->
                new SeenContainer(
                    ContainerId.ofDirectory(home.name()),
                    home,
                    kind,
                    charges.charged(),
                    processes.stream().map(this::age).max(naturalOrder()).orElse(Duration.ZERO),
                    charges.perNode(),
                    charges.devicesExpected()));
  }
}

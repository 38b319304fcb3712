package io.audionode.agent.observe;

import io.audionode.agent.model.ContainerId;
import io.audionode.agent.model.Donor;
import io.audionode.agent.model.Gaps;
import io.audionode.agent.model.Inherited;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Originals;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.QosClass;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenCgroups;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenThread;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.cgroupfs.sys.KernelException;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Takes the snapshot that a run of the loop decides on.
 *
 * <p>Pods that ask are read from their directories below kubepods; the audio subtree and every
 * cgroup the journal names are read too, so that what nobody asks for any more is seen and put
 * back. Of other pods nothing is read but their directory's name, unless a profile wants memory of
 * BestEffort ones: then the control files of their own cgroups are.
 *
 * <p>A cgroup that cannot be read is a gap in the snapshot, and costs nobody else a look. The root
 * is the node's own: without it the look fails.
 */
public final class Observer {
  /**
   * The most cgroups below a container's own that are read, an init system's in it being some
   * hundred: a container that makes more has itself to wait, and nobody else.
   */
  static final int MOST_BELOW = 1000;

  private final Kernel kernel;
  private final PodSource pods;
  private final Supplier<Originals> originals;
  private final Witnesses witnesses;
  private final BooleanSupplier donorsToo;
  private final ContainerKinds kinds = new ContainerKinds();

  /**
   * @param originals what the journal holds at the moment
   * @param witnesses what others have seen
   * @param donorsToo whether any profile wants memory of pods that did not ask
   */
  public Observer(
      Kernel kernel,
      PodSource pods,
      Supplier<Originals> originals,
      Witnesses witnesses,
      BooleanSupplier donorsToo) {
    this.kernel = kernel;
    this.pods = pods;
    this.originals = originals;
    this.witnesses = witnesses;
    this.donorsToo = donorsToo;
  }

  /** An observer for putting back, which takes nothing from anybody. */
  public Observer(Kernel kernel, PodSource pods, Supplier<Originals> originals) {
    this(kernel, pods, originals, Witnesses.NONE, () -> false);
  }

  /** The node now. */
  public NodeSnapshot snapshot() {
    var snapshot = new Look(originals.get()).snapshot();
    kinds.endOfLook();
    kernel.endOfLook(snapshot.cgroups().paths());
    return snapshot;
  }

  /** One look at the node; collects as it goes. */
  private final class Look {
    private final Originals changed;
    private final SortedMap<CgroupPath, SeenCgroup> cgroups = new TreeMap<>();
    private final SeenProcesses processes;
    private final Set<CgroupPath> walked = new HashSet<>();
    private final SortedMap<CgroupPath, String> unreadable = new TreeMap<>();

    Look(Originals changed) {
      this.changed = changed;
      this.processes = new SeenProcesses(changed);
    }

    NodeSnapshot snapshot() {
      var machine = kernel.machine();
      kernel.cgroup(CgroupPath.ROOT).ifPresent(root -> cgroups.put(CgroupPath.ROOT, root));
      subtree(Subtree.ROOT);
      changed.each(Original.KnobValue.class).forEach(this::readChanged);
      changed.each(Original.Controllers.class).forEach(enabled -> readCgroup(enabled.cgroup()));
      changed.each(Original.Home.class).forEach(home -> readWithProcesses(home.cgroup()));
      changed.each(Original.OomScoreAdj.class).forEach(oom -> readWithProcesses(oom.home()));
      var list = pods.pods();
      var homes = kernel.podDirectories();
      unreadable.putAll(homes.unreadable());
      var asking = asking(list.pods(), homes.byUid());
      var donors = donors(list, homes.byUid());
      var threads = threads();
      return new NodeSnapshot(
          machine,
          SeenCgroups.of(cgroups),
          processes.all(),
          threads,
          asking,
          donors,
          witnesses.alarms().get(),
          witnesses.migrations().get(),
          list.hold(),
          new Gaps(list.complete() && homes.unreadable().isEmpty(), unreadable),
          changed);
    }

    /** What a cpuset inherited can only be put back as what those above have. */
    private void readChanged(Original.KnobValue knob) {
      readCgroup(knob.cgroup());
      if (Inherited.isInherited(knob)) {
        knob.cgroup().ancestors().forEach(this::readCgroup);
      }
    }

    /**
     * Those that were swept. What the journal is about is read now: the sweep may be from before
     * the last write, and knows nothing of containers that nobody asks anything for any more.
     */
    private List<SeenThread> threads() {
      var threads = new LinkedHashMap<Integer, SeenThread>();
      witnesses.threads().ifPresent(swept -> swept.get().forEach(t -> threads.put(tid(t), t)));
      cgroups.values().stream()
          .filter(cgroup -> cgroup.type() == CgroupType.THREADED)
          .map(SeenCgroup::path)
          .filter(path -> witnesses.threads().isEmpty() || !Subtree.contains(path))
          .forEach(
              path -> read(path, () -> kernel.threads(path).forEach(t -> threads.put(tid(t), t))));
      for (var original : changed.each(Original.ThreadScheduling.class).toList()) {
        threads.remove(original.thread().tid());
        // A gap of its own: it hides no cgroup, and nobody takes the thread for gone.
        read(
            CgroupPath.ROOT.child("thread-" + original.thread().tid()),
            () -> kernel.thread(original.thread()).ifPresent(t -> threads.put(tid(t), t)));
      }
      return List.copyOf(threads.values());
    }

    private static int tid(SeenThread thread) {
      return thread.id().tid();
    }

    /** None while a pod may ask, or be on hold, by a word that nobody has read. */
    private List<Donor> donors(PodList list, Map<String, CgroupPath> homes) {
      if (!donorsToo.getAsBoolean() || !list.complete()) {
        return List.of();
      }
      return list.pods().stream()
          .filter(pod -> pod.qos() == QosClass.BEST_EFFORT && !Labels.asks(pod))
          .flatMap(
              pod ->
                  Optional.ofNullable(homes.get(pod.uid())).flatMap(this::readNow).stream()
                      .map(home -> new Donor(pod, home.path(), kernel.canReclaim(home.path()))))
          .toList();
    }

    private List<SeenPod> asking(List<Pod> all, Map<String, CgroupPath> homes) {
      return all.stream().filter(Labels::asks).map(pod -> pod(pod, homes)).toList();
    }

    private SeenPod pod(Pod pod, Map<String, CgroupPath> homes) {
      var home = homes.get(pod.uid());
      if (home == null) {
        return new SeenPod(pod, null, List.of());
      }
      home.ancestors().forEach(this::readCgroup);
      readCgroup(home);
      var evidence =
          children(home).stream()
              .filter(path -> ContainerId.isContainerDirectory(path.name()))
              .flatMap(path -> evidence(path).stream())
              .toList();
      var containers = new ArrayList<SeenContainer>();
      kinds
          .of(pod, evidence)
          .forEach(
              (directory, kind) ->
                  read(
                      directory.home(),
                      () ->
                          kernel
                              .container(directory.home(), kind, processes.in(directory.home()))
                              .ifPresent(containers::add)));
      return new SeenPod(pod, home, containers);
    }

    /** A container's cgroup below kubepods, and whatever cgroups it made in itself. */
    private Optional<ContainerKinds.Evidence> evidence(CgroupPath home) {
      readWithProcesses(home);
      return readCgroup(home)
          .map(
              cgroup ->
                  new ContainerKinds.Evidence(
                      new ContainerKinds.Directory(home, cgroup.inode()),
                      ContainerId.ofDirectory(home.name()),
                      processes.in(home),
                      processes.haveLeft(home)));
    }

    private void readWithProcesses(CgroupPath home) {
      var due = new ArrayDeque<>(List.of(home));
      var found = new ArrayList<SeenCgroup>();
      for (var read = 0; !due.isEmpty() && read <= MOST_BELOW; read++) {
        var path = due.remove();
        if (walked.add(path)) {
          readCgroup(path).ifPresent(found::add);
          due.addAll(children(path));
        }
      }
      if (!due.isEmpty()) {
        unreadable.putIfAbsent(
            home, "%s has more than %d cgroups below it".formatted(home, MOST_BELOW));
      }
      found.forEach(this::readProcesses);
    }

    /** Without recursion: who may make cgroups may nest them as deep as their names are short. */
    private void subtree(CgroupPath top) {
      var due = new ArrayDeque<>(List.of(top));
      var read = new ArrayList<SeenCgroup>();
      while (!due.isEmpty()) {
        var path = due.remove();
        readCgroup(path).ifPresent(read::add);
        due.addAll(children(path));
      }
      read.forEach(this::readProcesses);
    }

    /**
     * A thread root's {@code cgroup.procs} shows its threaded children's processes as well: what
     * comes into one of them is told of when that is walked, so that it has to be before.
     */
    private void readProcesses(SeenCgroup cgroup) {
      switch (cgroup.type()) {
        case DOMAIN, DOMAIN_THREADED ->
            read(cgroup.path(), () -> kernel.processes(cgroup.path()).forEach(processes::add));
        case ROOT, DOMAIN_INVALID, THREADED -> {}
      }
    }

    private Optional<SeenCgroup> readCgroup(CgroupPath path) {
      if (!cgroups.containsKey(path) && !unreadable.containsKey(path)) {
        read(path, () -> kernel.cgroup(path).ifPresent(cgroup -> cgroups.put(path, cgroup)));
      }
      return Optional.ofNullable(cgroups.get(path));
    }

    /** How much may be taken of it follows from how much it has. */
    private Optional<SeenCgroup> readNow(CgroupPath donor) {
      cgroups.remove(donor);
      read(donor, () -> kernel.cgroupNow(donor).ifPresent(now -> cgroups.put(donor, now)));
      return Optional.ofNullable(cgroups.get(donor));
    }

    private List<CgroupPath> children(CgroupPath path) {
      var children = new ArrayList<CgroupPath>();
      read(path, () -> children.addAll(kernel.children(path)));
      return children;
    }

    private void read(CgroupPath path, Runnable reading) {
      try {
        reading.run();
      } catch (KernelException | IllegalArgumentException e) {
        // A name or a value that no kernel should have is somebody's mischief, and no reason to
        // stop.
        unreadable.putIfAbsent(path, String.valueOf(e.getMessage()));
      }
    }
  }
}

package io.audionode.agent.observe;

import io.audionode.agent.model.ContainerId;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Machine;
import io.audionode.agent.model.NodeSnapshot;
import io.audionode.agent.model.Original;
import io.audionode.agent.model.Originals;
import io.audionode.agent.model.SeenCgroup;
import io.audionode.agent.model.SeenContainer;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.observe.kernel.Kernel;
import io.audionode.agent.observe.pods.PodSource;
import io.audionode.cgroupfs.proc.ProcessId;
import io.audionode.cgroupfs.tree.CgroupPath;
import io.audionode.cgroupfs.tree.CgroupType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Takes the snapshot that a run of the loop decides on.
 *
 * <p>Pods that ask are read from their directories below kubepods; the audio subtree and every
 * cgroup the journal names are read too, so that what nobody asks for any more is seen and put
 * back. Of other pods nothing is read but their directory's name.
 */
public final class Observer {
  private final Kernel kernel;
  private final PodSource pods;
  private final Supplier<Originals> originals;

  public Observer(Kernel kernel, PodSource pods, Supplier<Originals> originals) {
    this.kernel = kernel;
    this.pods = pods;
    this.originals = originals;
  }

  /** The node now. */
  public NodeSnapshot snapshot() {
    return new Look(originals.get()).snapshot();
  }

  /** One look at the node; collects as it goes. */
  private final class Look {
    private final Originals changed;
    private final SortedMap<CgroupPath, SeenCgroup> cgroups = new TreeMap<>();
    private final Map<ProcessId, SeenProcess> processes = new LinkedHashMap<>();

    Look(Originals changed) {
      this.changed = changed;
    }

    NodeSnapshot snapshot() {
      Machine machine = kernel.machine();
      readCgroup(CgroupPath.ROOT);
      subtree(Subtree.ROOT);
      changed.each(Original.KnobValue.class).forEach(knob -> foreign(knob.cgroup()));
      changed.each(Original.Controllers.class).forEach(on -> readCgroup(on.cgroup()));
      changed.each(Original.Home.class).forEach(home -> foreign(home.cgroup()));
      changed.each(Original.OomScoreAdj.class).forEach(oom -> foreign(oom.home()));
      var seenPods = asking();
      return new NodeSnapshot(
          machine, cgroups, List.copyOf(processes.values()), seenPods, changed);
    }

    private List<SeenPod> asking() {
      var asking = pods.pods().pods().stream().filter(Labels::asks).toList();
      Map<String, CgroupPath> homes = kernel.podDirectories();
      var seen = new ArrayList<SeenPod>();
      for (var pod : asking) {
        if (homes.get(pod.uid()) instanceof CgroupPath home) {
          seen.add(new SeenPod(pod, home, containers(home)));
        } else {
          seen.add(new SeenPod(pod, null, List.of()));
        }
      }
      return seen;
    }

    private List<SeenContainer> containers(CgroupPath podHome) {
      var containers = new ArrayList<SeenContainer>();
      readCgroup(podHome);
      podHome.ancestors().forEach(this::readCgroup);
      for (var home : kernel.children(podHome)) {
        if (ContainerId.isContainerDirectory(home.name())) {
          foreign(home);
          kernel.container(home, in(home)).ifPresent(containers::add);
        }
      }
      return containers;
    }

    private void subtree(CgroupPath path) {
      if (readCgroup(path) instanceof SeenCgroup cgroup) {
        if (cgroup.type() != CgroupType.THREADED) {
          readProcesses(path);
        }
        kernel.children(path).forEach(this::subtree);
      }
    }

    /** Somebody else's cgroup that holds, or held, processes of an audio pod. */
    private void foreign(CgroupPath path) {
      if (!cgroups.containsKey(path) && readCgroup(path) instanceof SeenCgroup cgroup) {
        if (cgroup.type() == CgroupType.DOMAIN && cgroup.subtreeControl().isEmpty()) {
          readProcesses(path);
        }
        kernel.children(path).stream().filter(_ -> isContainer(path)).forEach(this::foreign);
      }
    }

    private boolean isContainer(CgroupPath path) {
      return cgroups.get(path) instanceof SeenCgroup cgroup && cgroup.subtreeControl().isEmpty();
    }

    private List<SeenProcess> in(CgroupPath home) {
      return processes.values().stream().filter(p -> p.cgroup().startsWith(home)).toList();
    }

    private void readProcesses(CgroupPath path) {
      kernel.processes(path).forEach(process -> processes.put(process.id(), process));
    }

    private @org.jspecify.annotations.Nullable SeenCgroup readCgroup(CgroupPath path) {
      return cgroups.computeIfAbsent(path, missing -> kernel.cgroup(missing).orElse(null));
    }
  }
}

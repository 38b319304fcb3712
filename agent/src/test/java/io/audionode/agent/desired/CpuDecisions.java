package io.audionode.agent.desired;

import static io.audionode.agent.desired.Decisions.DEFAULTS;
import static io.audionode.agent.fixture.PodBuilder.roomy;
import static java.util.Objects.requireNonNull;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Configuration.Domain;
import io.audionode.agent.config.ExclusiveCpus;
import io.audionode.agent.config.ExclusiveCpus.Partition;
import io.audionode.agent.config.Profile;
import io.audionode.agent.config.ThreadClass;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.Subtree;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.format.CpuList;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** A node with four cpus and two pods, and configurations that share its cpus. */
class CpuDecisions {
  static final CgroupPath NODE0 = Subtree.node(0);
  static final CpuList NONE = CpuList.EMPTY;

  final Pod mixer = roomy("mixer", "64Mi", "128Mi");
  final Pod synth = roomy("synth", "64Mi", "128Mi");
  final FakeNode node = FakeNode.withNumaNodes(1).online(0, 0, 1, 2, 3);

  List<CgroupPath> remotePartitions() {
    var levels =
        List.of(
            Subtree.ROOT,
            NODE0,
            Subtree.pod(0, mixer.uid()),
            container(mixer),
            threads(mixer, "rt"));
    levels.forEach(path -> node.knob(path, "cpuset.cpus.exclusive", ""));
    node.knob(threads(mixer, "rt"), "cpuset.cpus.partition", "member");
    return levels;
  }

  void placed(Pod pod, int pid) {
    node.pod(pod).born(pod, "c" + pid, pid);
  }

  CgroupPath container(Pod pod) {
    return Subtree.pod(0, pod.uid()).child(pod.equals(mixer) ? "c10" : "c20");
  }

  CgroupPath threads(Pod pod, String name) {
    return container(pod).child(name);
  }

  Report settled(Configuration configuration) {
    return new FakeFlow(node, configuration).settle();
  }

  static String cpus(Report report, CgroupPath path) {
    return report.seen().knob(path, "cpuset.cpus").orElse("absent");
  }

  static NodeCpus shares(Report report) {
    return requireNonNull(report.desired().cpus().get(0));
  }

  static ExclusiveCpus exclusive(int count) {
    return new ExclusiveCpus(count, Partition.MEMBER);
  }

  static Configuration with(CpuList reserved, ExclusiveCpus exclusive) {
    return with(reserved, exclusive, Domain.CONTAINER);
  }

  static Configuration with(CpuList reserved, ExclusiveCpus exclusive, Domain domain) {
    var profiles = new LinkedHashMap<>(DEFAULTS.profiles());
    var like = requireNonNull(profiles.get("realtime"));
    var rt =
        new ThreadClass(
            "rt",
            Set.of(ThreadClass.SchedulingPolicy.FIFO),
            ThreadClass.LOWEST_PRIORITY,
            List.of(),
            10000,
            ThreadClass.Uclamp.NONE,
            exclusive,
            null);
    profiles.put(
        "realtime",
        new Profile(
            like.name(),
            like.memoryMin(),
            like.swapMax(),
            like.oomScoreAdj(),
            like.numa(),
            List.of(rt),
            like.mlockAdvice(),
            like.reactions()));
    return new Configuration(
        DEFAULTS.placement(),
        domain,
        DEFAULTS.inPlaceThreads(),
        DEFAULTS.swappiness(),
        DEFAULTS.subtreeMax(),
        DEFAULTS.onStop(),
        DEFAULTS.pause(),
        reserved,
        profiles,
        DEFAULTS.pressure(),
        DEFAULTS.migration());
  }
}

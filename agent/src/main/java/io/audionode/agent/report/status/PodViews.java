package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNullElse;

import io.audionode.agent.desired.PodDesire;
import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.model.SeenPod;
import io.audionode.agent.model.SeenProcess;
import io.audionode.agent.report.Report;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Makes the views of the pods of one report. */
public final class PodViews {
  private final Report report;
  private final Memories memories;
  private final Map<String, List<SeenProcess>> processes;
  private final Map<String, List<CgroupPath>> cgroups;

  public PodViews(Report report) {
    this.report = report;
    this.memories = new Memories(report.seen());
    var owners = new Owners(report.seen());
    this.processes = owners.processes();
    var paths = new TreeSet<CgroupPath>(report.seen().cgroups().paths());
    paths.addAll(report.desired().cgroups().keySet());
    this.cgroups = owners.cgroups(paths);
  }

  /** All pods that ask, by namespace and name. */
  public List<PodView> all() {
    return report.seen().pods().stream()
        .sorted(
            Comparator.<SeenPod, String>comparing(pod -> pod.pod().title())
                .thenComparing(pod -> pod.pod().uid()))
        .map(this::view)
        .toList();
  }

  Optional<PodView> byUid(String uid) {
    return report.seen().pods().stream()
        .filter(pod -> pod.pod().uid().equals(uid))
        .findFirst()
        .map(this::view);
  }

  private PodView view(SeenPod pod) {
    return report.desired().pods().stream()
        .filter(desire -> desire.seen().pod().uid().equals(pod.pod().uid()))
        .findFirst()
        .map(desire -> served(pod, desire))
        .orElseGet(() -> unserved(pod));
  }

  private PodView served(SeenPod seen, PodDesire desire) {
    var pod = seen.pod();
    return new PodView(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.source(),
        desire.wish().profile().name(),
        pod.qos().word(),
        PodAdoption.of(desire).word(),
        PodAdoption.reason(desire),
        new NumaChoice(desire.numaNode(), desire.numa().reason(), desire.numa().facts()),
        memories.of(desire),
        desire.containers().stream().map(c -> ContainerView.of(c, memories)).toList(),
        processes(pod),
        cgroups(pod),
        desire.wish().profile().threads().stream().map(ThreadClassView::of).toList(),
        MigrationView.of(pod.uid(), report),
        desire.warnings());
  }

  private PodView unserved(SeenPod seen) {
    var pod = seen.pod();
    var warnings = warnings(pod);
    return new PodView(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.source(),
        profile(pod),
        pod.qos().word(),
        PodAdoption.UNSERVED.word(),
        String.join("; ", warnings),
        null,
        memories.of(seen),
        List.of(),
        processes(pod),
        cgroups(pod),
        List.of(),
        List.of(),
        warnings);
  }

  /** The node's warnings name the pods that could not be served by their titles. */
  private List<String> warnings(Pod pod) {
    var prefix = pod.title() + ": ";
    return report.desired().warnings().stream()
        .filter(warning -> warning.startsWith(prefix))
        .map(warning -> warning.substring(prefix.length()))
        .toList();
  }

  private static String profile(Pod pod) {
    return Excerpt.of(
        requireNonNullElse(pod.labels().get(Labels.PROFILE), Labels.RUNTIME_CLASS_PROFILE));
  }

  private List<ProcessView> processes(Pod pod) {
    return processes.getOrDefault(pod.uid(), List.of()).stream()
        .map(process -> ProcessView.of(process, report.desired()))
        .sorted(Comparator.comparingInt(ProcessView::pid))
        .toList();
  }

  private List<CgroupView> cgroups(Pod pod) {
    return cgroups.getOrDefault(pod.uid(), List.of()).stream()
        .map(path -> CgroupView.of(path, report))
        .toList();
  }
}

package io.audionode.agent.observe.pods.api;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Labels;
import io.audionode.agent.model.Pod;
import io.audionode.agent.observe.pods.PodList;
import io.audionode.agent.observe.pods.PodProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods and the defaults of their namespaces become what everybody else sees. */
final class PodMerge {
  private final Map<String, PodStore.Known> known;
  private final Namespaces namespaces;
  private final OwnNode node;
  private final List<PodProblem> problems = new ArrayList<>();
  private boolean complete;

  private PodMerge(
      Map<String, PodStore.Known> known, Namespaces namespaces, OwnNode node, boolean listed) {
    this.known = known;
    this.namespaces = namespaces;
    this.node = node;
    this.complete = listed;
  }

  /**
   * The pods, and everything that is wrong with them.
   *
   * @param listed whether the server has told of all pods
   */
  static PodList of(PodStore store, Namespaces namespaces, OwnNode node, boolean listed) {
    return new PodMerge(store.known(), namespaces, node, listed).list();
  }

  private PodList list() {
    known.values().forEach(this::check);
    var pods = distinct().stream().map(this::underItsNamespace).toList();
    problems.addAll(namespaces.problems());
    problems.addAll(node.problems());
    return new PodList(bounded(pods), problems, complete, node.hold());
  }

  private void check(PodStore.Known one) {
    var problem = one.problem();
    if (problem != null) {
      problems.add(new PodProblem(ApiPods.SOURCE, problem));
    }
    complete &= one.pod() != null;
  }

  /**
   * One pod for each UID. The UID of a static pod's mirror is only what an annotation says, so that
   * a pod which has it as its own counts before any mirror.
   */
  private List<Pod> distinct() {
    var owners = new HashMap<String, String>();
    known.forEach(
        (uid, one) -> {
          if (one.pod() != null && one.pod().uid().equals(uid)) {
            owners.put(uid, uid);
          }
        });
    var pods = new ArrayList<Pod>();
    known.forEach(
        (uid, one) -> {
          var pod = one.pod();
          if (pod != null) {
            var owner = requireNonNull(owners.computeIfAbsent(pod.uid(), _ -> uid));
            if (owner.equals(uid)) {
              pods.add(pod);
            } else {
              problems.add(ignored(pod));
            }
          }
        });
    return pods;
  }

  private static PodProblem ignored(Pod pod) {
    return new PodProblem(
        ApiPods.SOURCE,
        "pod %s is ignored: it claims the uid %s of another".formatted(pod.title(), pod.uid()));
  }

  /**
   * A pod that leaves the choice of a profile to a namespace nobody has read may be one to keep.
   */
  private Pod underItsNamespace(Pod pod) {
    var defaults = namespaces.defaults(pod.namespace());
    complete &= defaults.isPresent() || Labels.saysProfile(pod);
    return defaults.orElse(NamespaceDefaults.NONE).under(pod);
  }

  private List<Pod> bounded(List<Pod> pods) {
    if (pods.size() <= PodList.MAX_PODS) {
      return pods;
    }
    complete = false;
    problems.add(
        new PodProblem(
            ApiPods.SOURCE,
            "has %d pods of this node; those after %d are ignored"
                .formatted(pods.size(), PodList.MAX_PODS)));
    return pods.subList(0, PodList.MAX_PODS);
  }
}

package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pods that the API server has for one node, asked for anew at each call; while it does not
 * answer, those it last told of. Not for more than one thread at a time.
 */
public final class ApiPods implements PodSource {
  static final String SOURCE = "api";

  private final KubernetesClient client;
  private final String nodeName;
  private Map<String, Pod> known = Map.of();
  private boolean complete;

  /** Asks nothing yet. */
  public ApiPods(KubernetesClient client, String nodeName) {
    this.client = client;
    this.nodeName = nodeName;
  }

  @Override
  public io.audionode.agent.observe.pods.PodList pods() {
    var problems = new ArrayList<PodProblem>();
    try {
      known = read(list(), problems);
      complete = problems.isEmpty();
    } catch (KubernetesClientException e) {
      problems.add(new PodProblem(SOURCE, "cannot list pods: " + e.getMessage()));
    }
    return new io.audionode.agent.observe.pods.PodList(
        List.copyOf(known.values()), problems, complete);
  }

  private PodList list() {
    return client.pods().inAnyNamespace().withField("spec.nodeName", nodeName).list();
  }

  private static Map<String, Pod> read(PodList list, List<PodProblem> problems) {
    var pods = new LinkedHashMap<String, Pod>();
    for (var object : list.getItems()) {
      try {
        var pod = PodReader.read(object, SOURCE);
        pods.put(pod.uid(), pod);
      } catch (PodException e) {
        problems.add(new PodProblem(SOURCE, e.getMessage()));
      }
    }
    return pods;
  }
}

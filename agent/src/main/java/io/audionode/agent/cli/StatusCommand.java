package io.audionode.agent.cli;

import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.NodeView;
import io.audionode.agent.report.status.PodSummary;
import io.audionode.agent.report.status.PodView;
import io.audionode.agent.report.status.PodsView;
import io.audionode.agent.report.status.StatusView;
import io.audionode.agent.report.status.text.NodeText;
import io.audionode.agent.report.status.text.PodText;
import io.audionode.agent.report.status.text.StatusText;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** What the running agent answers, as text for people or as the API's own JSON. */
record StatusCommand(ApiClient api, boolean json) {
  /** The agent and, for people, its pods. */
  String agent() throws ApiException, InterruptedException {
    var status = api.get("/api/v1/status?pretty");
    return json ? status : StatusText.of(read(status, StatusView.class), pods());
  }

  /** The node, its budgets and every control file above the pods. */
  String node() throws ApiException, InterruptedException {
    var node = api.get("/api/v1/node?pretty");
    return json ? node : NodeText.of(read(node, NodeView.class));
  }

  /**
   * One pod whole.
   *
   * @param name its UID, its namespace and name, or its name alone when no other has it
   */
  String pod(String name) throws ApiException, InterruptedException {
    var pod = api.get("/api/v1/pods/" + uid(name) + "?pretty");
    return json ? pod : PodText.of(read(pod, PodView.class));
  }

  private String uid(String name) throws ApiException, InterruptedException {
    var pods = pods();
    var matching = pods.stream().filter(pod -> isCalled(pod, name)).toList();
    if (matching.size() != 1) {
      throw new ApiException(
          Commands.FOUND,
          "%s pod is called \"%s\"; those that ask for a profile are: %s"
              .formatted(
                  matching.isEmpty() ? "no" : "more than one",
                  name,
                  pods.stream().map(StatusCommand::title).collect(Collectors.joining(", "))));
    }
    return matching.getFirst().uid();
  }

  private static boolean isCalled(PodSummary pod, String name) {
    return List.of(pod.uid(), pod.name(), title(pod)).contains(name);
  }

  private static String title(PodSummary pod) {
    return pod.namespace() + "/" + pod.name();
  }

  private List<PodSummary> pods() throws ApiException, InterruptedException {
    return read(api.get("/api/v1/pods"), PodsView.class).pods();
  }

  private static <T> T read(String body, Class<T> view) throws ApiException {
    try {
      return Json.read(body, view);
    } catch (JacksonException e) {
      throw new ApiException(
          Commands.UNFIT, "the answer is not of this version of audionode: " + e.getMessage(), e);
    }
  }
}

package io.audionode.agent.cli;

import io.audionode.agent.report.status.NodeView;
import io.audionode.agent.report.status.PodView;
import io.audionode.agent.report.status.StatusView;
import io.audionode.agent.report.status.text.NodeText;
import io.audionode.agent.report.status.text.PodText;
import io.audionode.agent.report.status.text.StatusText;

/** What the running agent answers, as text for people or as the API's own JSON. */
record StatusCommand(ApiClient api, boolean json) {
  /** The agent and, for people, its pods. */
  String agent() throws ApiException, InterruptedException {
    var status = api.get("/api/v1/status?pretty");
    return json
        ? status
        : StatusText.of(PodNames.read(status, StatusView.class), new PodNames(api).all());
  }

  /** The node, its budgets and every control file above the pods. */
  String node() throws ApiException, InterruptedException {
    var node = api.get("/api/v1/node?pretty");
    return json ? node : NodeText.of(PodNames.read(node, NodeView.class));
  }

  /**
   * One pod whole.
   *
   * @param name its UID, its namespace and name, or its name alone when no other has it
   */
  String pod(String name) throws ApiException, InterruptedException {
    var pod = api.get("/api/v1/pods/" + new PodNames(api).uid(name) + "?pretty");
    return json ? pod : PodText.of(PodNames.read(pod, PodView.class));
  }
}

package io.audionode.agent.cli;

import io.audionode.agent.report.status.text.ThreadsText;
import io.audionode.agent.report.threads.PodThreadsView;

/** A pod's threads of any class, as text for people or as the API's own JSON. */
record ThreadsCommand(ApiClient api, boolean json) {
  /**
   * One pod.
   *
   * @param name its UID, its namespace and name, or its name alone when no other has it
   */
  String pod(String name) throws ApiException, InterruptedException {
    var uid = new PodNames(api).uid(name);
    var threads = api.get("/api/v1/pods/" + uid + "/threads?pretty");
    return json ? threads : ThreadsText.of(PodNames.read(threads, PodThreadsView.class));
  }
}

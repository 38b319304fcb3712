package io.audionode.agent.cli;

import io.audionode.agent.report.memory.PodMemoryView;
import io.audionode.agent.report.status.text.MemoryText;

/** What a pod's memory is made of, as text for people or as the API's own JSON. */
record MemoryCommand(ApiClient api, boolean json) {
  /**
   * One pod.
   *
   * @param name its UID, its namespace and name, or its name alone when no other has it
   */
  String pod(String name) throws ApiException, InterruptedException {
    var uid = new PodNames(api).uid(name);
    var memory = api.get("/api/v1/pods/" + uid + "/memory?pretty");
    return json ? memory : MemoryText.of(PodNames.read(memory, PodMemoryView.class));
  }
}

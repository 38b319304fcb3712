package io.audionode.agent.cli;

import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.PodSummary;
import io.audionode.agent.report.status.PodsView;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** The pods that the running agent knows, by what people call them. */
record PodNames(ApiClient api) {
  /** All that ask for a profile. */
  List<PodSummary> all() throws ApiException, InterruptedException {
    return read(api.get("/api/v1/pods"), PodsView.class).pods();
  }

  /**
   * The UID of one pod.
   *
   * @param name its UID, its namespace and name, or its name alone when no other has it
   */
  String uid(String name) throws ApiException, InterruptedException {
    var pods = all();
    var matching = pods.stream().filter(pod -> isCalled(pod, name)).toList();
    if (matching.size() != 1) {
      throw new ApiException(
          Commands.FOUND,
          "%s pod is called \"%s\"; those that ask for a profile are: %s"
              .formatted(
                  matching.isEmpty() ? "no" : "more than one",
                  name,
                  pods.stream().map(PodNames::title).collect(Collectors.joining(", "))));
    }
    return matching.getFirst().uid();
  }

  private static boolean isCalled(PodSummary pod, String name) {
    return List.of(pod.uid(), pod.name(), title(pod)).contains(name);
  }

  private static String title(PodSummary pod) {
    return pod.namespace() + "/" + pod.name();
  }

  /** An answer of the API, which may be of another version. */
  static <T> T read(String body, Class<T> view) throws ApiException {
    try {
      return Json.read(body, view);
    } catch (JacksonException e) {
      throw new ApiException(
          Commands.UNFIT, "the answer is not of this version of audionode: " + e.getMessage(), e);
    }
  }
}

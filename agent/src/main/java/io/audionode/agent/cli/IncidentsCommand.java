package io.audionode.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.audionode.agent.report.incidents.IncidentView;
import io.audionode.agent.report.incidents.IncidentsView;
import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.text.IncidentText;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The running agent's incidents, as text for people or as the API's own JSON. */
record IncidentsCommand(ApiClient api, boolean json) {
  private static final String PATH = "/api/v1/incidents";

  /**
   * All in short, the newest first.
   *
   * @param pod whose, null for everybody's
   */
  String list(@Nullable String pod) throws ApiException, InterruptedException {
    var filter = pod == null ? "" : "&pod=" + encoded(pod);
    var list = api.get(PATH + "?pretty" + filter);
    return json ? list : IncidentText.of(read(list, IncidentsView.class));
  }

  /** One of them whole. */
  String whole(String id) throws ApiException, InterruptedException {
    var incident = api.get(PATH + "/" + encoded(id) + "?pretty");
    return json ? incident : IncidentText.of(read(incident, IncidentView.class));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
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

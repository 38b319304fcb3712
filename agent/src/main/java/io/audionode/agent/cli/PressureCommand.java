package io.audionode.agent.cli;

import io.audionode.agent.report.pressure.GapView;
import io.audionode.agent.report.pressure.PressureEventView;
import io.audionode.agent.report.pressure.PressureView;
import io.audionode.agent.report.status.Json;
import io.audionode.agent.report.status.text.PressureText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;

/**
 * The running agent's pressure, as text for people or as the API's own JSON.
 *
 * @param pauses how long to wait after a stream ended, and then after each attempt in vain; there
 *     is none after the last one
 */
record PressureCommand(ApiClient api, boolean json, PrintWriter out, List<Duration> pauses) {
  /** An agent that is replaced is back within a minute. */
  static final List<Duration> PAUSES =
      IntStream.of(1, 1, 2, 4, 8, 15, 15, 15).mapToObj(Duration::ofSeconds).toList();

  private static final String STATE = "/api/v1/pressure?pretty";
  private static final String STREAM = "/api/v1/pressure/stream";

  /** Once. */
  void state() throws ApiException, InterruptedException {
    var state = api.get(STATE);
    out.print(json ? state : PressureText.of(read(state, PressureView.class)));
    out.flush();
  }

  /**
   * Event by event, from now on, until nobody reads them. A stream that ends is taken up where it
   * ended.
   *
   * @throws ApiException when nobody answers at first, or not for all {@link #pauses}
   */
  void follow() throws ApiException, InterruptedException {
    var events = new ServerSentEvents(this::print);
    var inVain = pauses.size();
    while (!out.checkError()) {
      try {
        follow(events);
        inVain = 0;
      } catch (ApiException e) {
        inVain++;
        if (!e.isUnreachable() || inVain >= pauses.size()) {
          throw e;
        }
      }
      Thread.sleep(pauses.get(inVain));
    }
  }

  private void follow(ServerSentEvents events) throws ApiException, InterruptedException {
    events.begin();
    api.stream(
        STREAM,
        events.lastId(),
        line -> {
          events.line(line);
          return !out.checkError();
        });
  }

  private void print(String name, String data) {
    try {
      switch (name) {
        case "pressure" -> out.print(json ? data + "\n" : PressureText.line(event(data)));
        case "gap" -> out.print(json ? data + "\n" : PressureText.line(gap(data)));
        default -> {}
      }
    } catch (JacksonException e) {
      out.print("not of this version of audionode: " + data + "\n");
    }
    out.flush();
  }

  private static PressureEventView event(String data) {
    return Json.read(data, PressureEventView.class);
  }

  private static GapView gap(String data) {
    return Json.read(data, GapView.class);
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

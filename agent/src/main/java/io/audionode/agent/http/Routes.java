package io.audionode.agent.http;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.report.events.EventLog;
import io.audionode.agent.report.incidents.IncidentBook;
import io.audionode.agent.report.memory.MemoryAnswers;
import io.audionode.agent.report.metrics.Metrics;
import io.audionode.agent.report.pressure.EventId;
import io.audionode.agent.report.pressure.PressureBoard;
import io.audionode.agent.report.status.PodView;
import io.audionode.agent.report.status.StatusBoard;
import io.audionode.agent.report.threads.ThreadBoard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Every path of the API with what answers it, in the words of {@code openapi.yaml}. */
final class Routes {
  private static final int OK = 200;
  private static final Set<String> ANY_QUERY = Set.of();

  private final StatusBoard board;
  private final EventLog events;
  private final PressureBoard pressure;
  private final IncidentBook incidents;
  private final MemoryAnswers memory;
  private final ThreadBoard threads;
  private final Metrics metrics;
  private final String document = resource("/openapi.yaml");

  Routes(Views views) {
    this.board = views.board();
    this.events = views.events();
    this.pressure = views.pressure();
    this.incidents = views.incidents();
    this.memory = views.memory();
    this.threads = views.threads();
    this.metrics = views.metrics();
  }

  /**
   * One path.
   *
   * @param path with its parameters in braces
   * @param query the parameters it takes; none means that it ignores all
   */
  record Route(String path, Set<String> query, Function<Request, Answer> answer) {
    /** What kubelet's probes ask, and the document, which says nothing of this node. */
    private static final Set<String> OPEN = Set.of("/healthz", "/readyz", "/openapi.yaml");

    /** Whether everybody may ask, {@link Access} or not. */
    boolean open() {
      return OPEN.contains(path);
    }
  }

  List<Route> all() {
    return List.of(
        view("/api/v1/status", board::status),
        view("/api/v1/pods", board::pods),
        new Route("/api/v1/pods/{uid}", Set.of(Request.PRETTY), this::pod),
        new Route("/api/v1/pods/{uid}/memory", Set.of(Request.PRETTY), this::memory),
        new Route("/api/v1/pods/{uid}/threads", Set.of(Request.PRETTY), this::threads),
        view("/api/v1/node", board::node),
        view("/api/v1/plan", board::plan),
        new Route(
            "/api/v1/events",
            Set.of(Request.PRETTY, Request.SINCE),
            request -> json(request, events.since(request.since()))),
        new Route(
            "/api/v1/pressure", Set.of(Request.PRETTY), request -> json(request, pressure.view())),
        new Route(
            PressureStreams.ROUTE,
            Set.of(Request.POD, Request.CGROUP, Request.KIND, Request.VERDICT),
            this::follow),
        new Route("/api/v1/incidents", Set.of(Request.PRETTY, Request.POD), this::incidents),
        new Route("/api/v1/incidents/{id}", Set.of(Request.PRETTY), this::incident),
        new Route(
            "/api/v1/config",
            Set.of(Request.PRETTY),
            request -> json(request, board.configuration())),
        new Route("/healthz", ANY_QUERY, this::health),
        new Route("/readyz", ANY_QUERY, this::ready),
        new Route("/metrics", ANY_QUERY, this::metrics),
        new Route("/openapi.yaml", ANY_QUERY, _ -> new Reply(OK, "application/yaml", document)));
  }

  List<String> paths() {
    return all().stream().map(Route::path).toList();
  }

  /** The views are of the latest report, so there are none before the first. */
  private Route view(String path, Supplier<Optional<?>> view) {
    return new Route(
        path,
        Set.of(Request.PRETTY),
        request -> {
          var found = view.get();
          return found.isPresent() ? json(request, found.get()) : notReady(request);
        });
  }

  private Answer pod(Request request) {
    return ofPod(request, pod -> json(request, pod));
  }

  /** What is asked of a pod that is there and asks for a profile. */
  private Answer ofPod(Request request, Function<PodView, Answer> answer) {
    if (board.latest().isEmpty()) {
      return notReady(request);
    }
    var uid = request.parameters().getOrDefault("uid", "");
    return board.pod(uid).map(answer).orElseGet(() -> noSuchPod(request, uid));
  }

  private Reply incidents(Request request) {
    var pod = request.query().get(Request.POD);
    return json(request, pod == null ? incidents.all() : incidents.ofPod(pod));
  }

  private Reply incident(Request request) {
    var id = request.parameters().getOrDefault("id", "");
    return incidents
        .find(id)
        .map(incident -> json(request, incident))
        .orElseGet(
            () ->
                problem(
                    request,
                    404,
                    "Not Found",
                    "no incident \"%s\" is kept; /api/v1/incidents lists those that are"
                        .formatted(Excerpt.of(id))));
  }

  private Answer memory(Request request) {
    return ofPod(
        request,
        pod ->
            new Deferred(
                memory
                    .of(pod.uid())
                    .thenApply(
                        view ->
                            view.isPresent() ? json(request, view.get()) : notReadYet(request))));
  }

  private static Reply notReadYet(Request request) {
    return problem(
        request, 503, "Service Unavailable", "this pod's memory was not read yet; ask again");
  }

  private Answer threads(Request request) {
    return ofPod(
        request,
        pod ->
            threads
                .view(pod.uid())
                .map(view -> json(request, view))
                .orElseGet(() -> noThreads(request)));
  }

  private static Reply noThreads(Request request) {
    return problem(
        request,
        404,
        "Not Found",
        "no thread of this pod was read: its profile has no thread classes, it is not in the audio"
            + " subtree, or it has only just come there");
  }

  private Answer follow(Request request) {
    var filter = PressureFilter.of(request.query());
    if (request.lastEventId().isEmpty()) {
      return new Subscription(filter, pressure.log().latest());
    }
    return EventId.parse(request.lastEventId())
        .<Answer>map(id -> new Subscription(filter, id))
        .orElseGet(
            () ->
                problem(
                    request,
                    400,
                    "Bad Request",
                    "Last-Event-ID is \"%s\", allowed is the id of an event of this stream, such as %s"
                        .formatted(Excerpt.of(request.lastEventId()), pressure.log().latest())));
  }

  private Reply health(Request request) {
    var health = board.health();
    return Reply.json(health.healthy() ? OK : 503, health, request.pretty());
  }

  private Reply ready(Request request) {
    var ready = board.ready();
    return Reply.json(ready.ready() ? OK : 503, ready, request.pretty());
  }

  private Reply metrics(Request request) {
    var exposition = metrics.scrape(request.accept());
    return new Reply(OK, exposition.contentType(), exposition.text());
  }

  private Reply notReady(Request request) {
    return problem(request, 503, "Service Unavailable", board.ready().reason());
  }

  private static Reply noSuchPod(Request request, String uid) {
    return problem(
        request,
        404,
        "Not Found",
        "no pod of UID \"%s\" asks for a profile on this node; /api/v1/pods lists those that do"
            .formatted(Excerpt.of(uid)));
  }

  private static Reply json(Request request, Object view) {
    return Reply.json(OK, view, request.pretty());
  }

  static Reply problem(Request request, int status, String title, String detail) {
    return Reply.problem(Problem.of(status, title, detail, request.path()), request.pretty());
  }

  private static String resource(String name) {
    try (var in = Routes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

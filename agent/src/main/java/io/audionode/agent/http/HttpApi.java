package io.audionode.agent.http;

import io.audionode.agent.http.Routes.Route;
import io.audionode.agent.log.Complaints;
import io.audionode.agent.model.Excerpt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server. Answers on one event loop; {@link #listen} and {@link #close} wait. */
public final class HttpApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  private static final String ALLOWED = "GET, HEAD";
  private static final int MAX_HEADER_BYTES = 8 * 1024;
  private static final int MAX_LINE_BYTES = 4 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final int LISTEN_SECONDS = 10;

  private final Complaints complaints = new Complaints(LOG, System::nanoTime);
  private final Routes routes;
  private final Access access;
  private final PressureStreams streams;
  private final HttpServer server;

  /**
   * @param vertx made with {@link #vertxOptions}, closed by the caller
   * @param access asked about every route that is not open
   */
  public HttpApi(Vertx vertx, Views views, Access access) {
    this(vertx, views, access, Limits.DEFAULT);
  }

  HttpApi(Vertx vertx, Views views, Access access, Limits limits) {
    this.routes = new Routes(views);
    this.access = access;
    this.streams = new PressureStreams(vertx, views, access, limits, System::nanoTime);
    var connections = new Connections(vertx, limits);
    this.server =
        vertx
            .createHttpServer(serverOptions())
            .connectionHandler(connections::opened)
            .requestHandler(connections.watched(router(vertx)))
            .invalidRequestHandler(new InvalidRequests());
  }

  /** One event loop and no checks of it every second: the agent is to be quiet. */
  public static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setBlockedThreadCheckInterval(1)
        .setBlockedThreadCheckIntervalUnit(TimeUnit.HOURS)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  /**
   * Takes requests from now on.
   *
   * @param port 0 for any free one
   * @return the port
   * @throws ListenException when the address is taken or not this machine's
   */
  public int listen(String host, int port) {
    try {
      return server
          .listen(port, host)
          .toCompletionStage()
          .toCompletableFuture()
          .get(LISTEN_SECONDS, TimeUnit.SECONDS)
          .actualPort();
    } catch (ExecutionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new ListenException(refused(host, port, String.valueOf(cause.getMessage())), cause);
    } catch (TimeoutException e) {
      throw new ListenException(
          refused(host, port, "no answer within " + LISTEN_SECONDS + " s"), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ListenException(refused(host, port, "interrupted"), e);
    }
  }

  private static String refused(String host, int port, String why) {
    return "cannot listen on %s:%d: %s; end what listens there, or choose another address with --listen HOST:PORT"
        .formatted(host, port, why);
  }

  @Override
  public void close() {
    streams.close();
    server.close().toCompletionStage().toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setMaxInitialLineLength(MAX_LINE_BYTES)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setHttp2ClearTextEnabled(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false);
  }

  private Router router(Vertx vertx) {
    var router = Router.router(vertx);
    for (var route : routes.all()) {
      var guarded =
          router
              .route(route.path().replaceAll("\\{(\\w+)}", ":$1"))
              .method(HttpMethod.GET)
              .method(HttpMethod.HEAD);
      if (!route.open()) {
        guarded.handler(new Guard(access, route.path()));
      }
      guarded.handler(context -> answer(context, route));
    }
    router.errorHandler(400, context -> problem(context, 400, "Bad Request", "malformed request"));
    router.errorHandler(404, this::notFound);
    router.errorHandler(405, this::notAllowed);
    router.errorHandler(500, this::failed);
    return router;
  }

  private void answer(RoutingContext context, Route route) {
    var request = request(context);
    if (hasBody(context)) {
      problem(context, 400, "Bad Request", "this API takes no request body");
      return;
    }
    var bad = route.query().isEmpty() ? Optional.<String>empty() : request.badQuery(route.query());
    if (bad.isPresent()) {
      problem(context, 400, "Bad Request", bad.get());
      return;
    }
    switch (route.answer().apply(request)) {
      case Reply reply -> send(context, reply);
      case Deferred(var reply) ->
          Future.fromCompletionStage(reply, context.vertx().getOrCreateContext())
              .onSuccess(made -> send(context, made))
              .onFailure(context::fail);
      case Subscription subscription -> streams.open(context, subscription);
    }
  }

  private void notFound(RoutingContext context) {
    var request = request(context);
    var problem =
        Problem.of(404, "Not Found", "there is nothing here; see routes", request.path())
            .withRoutes(routes.paths());
    send(context, Reply.problem(problem, request.pretty()));
  }

  private void notAllowed(RoutingContext context) {
    context.response().putHeader(HttpHeaders.ALLOW, ALLOWED);
    problem(
        context,
        405,
        "Method Not Allowed",
        "%s is not allowed, %s are: things are changed through Kubernetes objects and the configuration"
            .formatted(Excerpt.of(context.request().method().name()), ALLOWED));
  }

  private void failed(RoutingContext context) {
    var cause = context.failure();
    complaints.error(
        "request for " + Excerpt.of(request(context).path()) + " failed",
        cause == null ? new IllegalStateException("no cause is known") : cause);
    problem(context, 500, "Internal Server Error", "the agent's log says why");
  }

  static void problem(RoutingContext context, int status, String title, String detail) {
    send(context, Routes.problem(request(context), status, title, detail));
  }

  private static void send(RoutingContext context, Reply reply) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (hasBody(context)) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    var body = Buffer.buffer(reply.body());
    response
        .setStatusCode(reply.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, reply.contentType())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
        .end(body);
  }

  private static boolean hasBody(RoutingContext context) {
    var headers = context.request().headers();
    var length = headers.get(HttpHeaders.CONTENT_LENGTH);
    return headers.contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  private static Request request(RoutingContext context) {
    var accept = context.request().getHeader(HttpHeaders.ACCEPT);
    var path = context.request().path();
    return new Request(
        path == null ? "" : Excerpt.of(path),
        Map.copyOf(context.pathParams()),
        query(context),
        accept == null ? "" : accept,
        Objects.requireNonNullElse(context.request().getHeader("Last-Event-ID"), ""));
  }

  /** A query that cannot be decoded is one parameter that nobody knows. */
  private static Map<String, String> query(RoutingContext context) {
    var query = new LinkedHashMap<String, String>();
    try {
      context.queryParams().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
    } catch (HttpException e) {
      query.put(String.valueOf(context.request().query()), "");
    }
    return query;
  }
}

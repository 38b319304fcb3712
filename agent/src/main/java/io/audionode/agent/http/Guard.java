package io.audionode.agent.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets those requests through to a route that {@link Access} allows. */
final class Guard implements Handler<RoutingContext> {
  /** RFC 6750, 2.1; the scheme in any case, as RFC 9110, 11.1 has it. */
  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*) *");

  private static final int PATIENCE_SECONDS = 5;

  private final Access access;
  private final String route;

  Guard(Access access, String route) {
    this.access = access;
    this.route = route;
  }

  @Override
  public void handle(RoutingContext context) {
    var token = token(context.request().headers().getAll(HttpHeaders.AUTHORIZATION));
    Future.fromCompletionStage(access.judge(token, route), context.vertx().getOrCreateContext())
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .otherwise(Access.Decision.UNAVAILABLE)
        .onSuccess(decision -> proceed(context, decision));
  }

  /** The same words for every token that does not count: they tell nobody which ones exist. */
  private static void proceed(RoutingContext context, Access.Decision decision) {
    switch (decision) {
      case ALLOWED -> context.next();
      case UNAUTHENTICATED -> {
        context.response().putHeader("WWW-Authenticate", "Bearer");
        HttpApi.problem(
            context,
            401,
            "Unauthorized",
            "this needs a bearer token that the cluster knows: Authorization: Bearer TOKEN");
      }
      case FORBIDDEN ->
          HttpApi.problem(
              context,
              403,
              "Forbidden",
              "this token may not read this path; the ClusterRole audionode-reader gives the right");
      case UNAVAILABLE -> {
        context.response().putHeader("Retry-After", "1");
        HttpApi.problem(
            context,
            503,
            "Service Unavailable",
            "the cluster cannot be asked about this token at the moment");
      }
    }
  }

  /** Null for none, for several, and for what is no token. */
  static @Nullable String token(List<String> authorization) {
    if (authorization.size() != 1) {
      return null;
    }
    var bearer = BEARER.matcher(authorization.getFirst());
    return bearer.matches() ? bearer.group(1) : null;
  }
}

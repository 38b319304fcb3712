package io.audionode.agent.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keeps clients that send slowly, or nothing, from holding the server. Vert.x's own timeouts start
 * anew with every byte. On the event loop only.
 *
 * <p>When there are too many connections, the one goes that has been without a request for the
 * longest: kubelet's probes still come through while somebody hoards.
 */
final class Connections {
  private final Vertx vertx;
  private final Limits limits;
  private final Set<HttpConnection> open = new HashSet<>();

  /** Those without a request under way, the longest so first, each with its timer. */
  private final Map<HttpConnection, Long> waiting = new LinkedHashMap<>();

  Connections(Vertx vertx, Limits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  void opened(HttpConnection connection) {
    if (open.size() >= limits.connections() && !closeOldestWaiting()) {
      connection.close();
      return;
    }
    open.add(connection);
    connection.closeHandler(_ -> closed(connection));
    await(connection);
  }

  /** The same handler, with an eye on how long connections do without it. */
  Handler<HttpServerRequest> watched(Handler<HttpServerRequest> handler) {
    return request -> {
      var connection = request.connection();
      stopWaiting(connection);
      request.response().endHandler(_ -> await(connection));
      handler.handle(request);
    };
  }

  private void await(HttpConnection connection) {
    if (open.contains(connection)) {
      stopWaiting(connection);
      var timer = vertx.setTimer(limits.head().toMillis(), _ -> close(connection));
      waiting.put(connection, timer);
    }
  }

  private void stopWaiting(HttpConnection connection) {
    var timer = waiting.remove(connection);
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }

  private boolean closeOldestWaiting() {
    if (waiting.isEmpty()) {
      return false;
    }
    close(waiting.keySet().iterator().next());
    return true;
  }

  private void close(HttpConnection connection) {
    closed(connection);
    connection.close();
  }

  private void closed(HttpConnection connection) {
    open.remove(connection);
    stopWaiting(connection);
  }
}

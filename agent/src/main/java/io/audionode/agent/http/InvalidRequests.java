package io.audionode.agent.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Answers what is no HTTP, or too long, and hangs up. */
final class InvalidRequests implements Handler<HttpServerRequest> {
  @Override
  public void handle(HttpServerRequest request) {
    var problem =
        switch (request.decoderResult().cause()) {
          case TooLongHttpLineException _ -> problem(414, "URI Too Long");
          case TooLongHttpHeaderException _ -> problem(431, "Request Header Fields Too Large");
          case null, default -> problem(400, "Bad Request");
        };
    var reply = Reply.problem(problem, false);
    request
        .response()
        .setStatusCode(reply.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, reply.contentType())
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .end(reply.body());
    request.connection().close();
  }

  private static Problem problem(int status, String title) {
    return Problem.of(status, title, "the request line or a header is malformed or too long", "");
  }
}

package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.status.Json;

/** The answer to one request. */
record Reply(int status, String contentType, String body) implements Answer {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  Reply {
    requireNonNull(contentType, "contentType is null");
    requireNonNull(body, "body is null");
  }

  static Reply json(int status, Object view, boolean pretty) {
    return new Reply(status, JSON, text(view, pretty));
  }

  static Reply problem(Problem problem, boolean pretty) {
    return new Reply(problem.status(), PROBLEM, text(problem, pretty));
  }

  private static String text(Object view, boolean pretty) {
    return (pretty ? Json.pretty(view) : Json.text(view)) + "\n";
  }
}

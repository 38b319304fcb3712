package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 wants it.
 *
 * @param type {@code about:blank}: the status says what kind it is
 * @param detail what is wrong with this very request, and the remedy where there is one
 * @param instance the path asked for
 * @param routes the paths there are, null when the path is not what is wrong
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    @Nullable List<String> routes) {
  Problem {
    requireNonNull(type, "type is null");
    requireNonNull(title, "title is null");
    requireNonNull(detail, "detail is null");
    requireNonNull(instance, "instance is null");
  }

  static Problem of(int status, String title, String detail, String instance) {
    return new Problem("about:blank", title, status, detail, instance, null);
  }

  Problem withRoutes(List<String> known) {
    return new Problem(type, title, status, detail, instance, known);
  }
}

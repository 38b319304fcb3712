package io.audionode.daemonset;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.List;
import java.util.stream.Stream;

/**
 * What RBAC is asked about a request to the API server, as its own request info resolver reads it.
 *
 * @param group {@code ""} for core/v1's
 * @param resource with its subresource, such as {@code nodes/status}
 */
record ApiCall(String verb, String group, String resource) {
  /** Where a resource of a namespace begins: {@code namespaces/NAME/RESOURCE}. */
  private static final int NAMESPACED = 3;

  private static final int WITH_SUBRESOURCE = 3;

  /** The call that a request is, such as {@code GET /api/v1/pods?watch=true}. */
  static ApiCall of(String request) {
    var words = request.split(" ", 2);
    var target = words[1].split("\\?", 2);
    var parts = List.of(target[0].substring(1).split("/"));
    var named = parts.getFirst().equals("apis");
    var group = named ? parts.get(1) : "";
    var rest = parts.subList(named ? 3 : 2, parts.size());
    if (rest.getFirst().equals("namespaces") && rest.size() >= NAMESPACED) {
      rest = rest.subList(2, rest.size());
    }
    var resource = rest.getFirst() + (rest.size() >= WITH_SUBRESOURCE ? "/" + rest.getLast() : "");
    var watched = target.length > 1 && target[1].contains("watch=true");
    return new ApiCall(verb(words[0], rest.size() > 1, watched), group, resource);
  }

  private static String verb(String method, boolean one, boolean watched) {
    return switch (method) {
      case "GET" -> one ? "get" : watched ? "watch" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> one ? "delete" : "deletecollection";
      default -> throw new IllegalArgumentException(method);
    };
  }

  /** Everything that a rule about resources allows. */
  static Stream<ApiCall> allowedBy(PolicyRule rule) {
    return rule.getVerbs().stream()
        .flatMap(
            verb ->
                rule.getApiGroups().stream()
                    .flatMap(
                        group ->
                            rule.getResources().stream()
                                .map(resource -> new ApiCall(verb, group, resource))));
  }
}

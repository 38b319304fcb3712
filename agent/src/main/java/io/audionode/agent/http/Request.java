package io.audionode.agent.http;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.pressure.Verdict;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One request, without anything of Vert.x.
 *
 * @param parameters those of the path
 * @param query the first value of each parameter of the query
 * @param accept the header, {@code ""} when there is none
 * @param lastEventId the header {@code Last-Event-ID}, {@code ""} when there is none
 */
record Request(
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    String accept,
    String lastEventId) {
  static final String PRETTY = "pretty";
  static final String SINCE = "since";
  static final String POD = "pod";
  static final String CGROUP = "cgroup";
  static final String KIND = "kind";
  static final String VERDICT = "verdict";

  private static final Set<String> KINDS = Set.of("some", "full");
  private static final Set<String> VERDICTS =
      Arrays.stream(Verdict.values()).map(Verdict::word).collect(Collectors.toSet());

  private static final int MOST_DIGITS = 18;

  Request {
    requireNonNull(path, "path is null");
    requireNonNull(accept, "accept is null");
    requireNonNull(lastEventId, "lastEventId is null");
    parameters = Map.copyOf(parameters);
    query = Map.copyOf(query);
  }

  /** {@code ?pretty} and {@code ?pretty=true}. */
  boolean pretty() {
    var value = query.get(PRETTY);
    return value != null && !value.equals("false");
  }

  /** The number of the last event that the client knows; 0 without one. */
  long since() {
    return Long.parseLong(query.getOrDefault(SINCE, "0"));
  }

  /** What is wrong with the query, empty when it is well. */
  Optional<String> badQuery(Set<String> allowed) {
    for (var name : new TreeSet<>(query.keySet())) {
      if (!allowed.contains(name)) {
        return Optional.of(
            "query parameter \"%s\" is unknown; allowed here are %s"
                .formatted(Excerpt.of(name), new TreeSet<>(allowed)));
      }
    }
    if (!Set.of("", "true", "false").contains(query.getOrDefault(PRETTY, ""))) {
      return bad(PRETTY, "true or false");
    }
    for (var word : Map.of(KIND, KINDS, VERDICT, VERDICTS).entrySet()) {
      var value = query.get(word.getKey());
      if (value != null && !word.getValue().contains(value)) {
        return bad(word.getKey(), "one of " + new TreeSet<>(word.getValue()));
      }
    }
    for (var name : Set.of(POD, CGROUP)) {
      if (query.getOrDefault(name, "-").isEmpty()) {
        return bad(name, name.equals(POD) ? "a UID or a name" : "a path such as audio/node0, or /");
      }
    }
    var since = query.getOrDefault(SINCE, "0");
    return since.matches("[0-9]{1," + MOST_DIGITS + "}")
        ? Optional.empty()
        : bad(SINCE, "a sequence number such as 0 or 17");
  }

  private Optional<String> bad(String name, String allowed) {
    return Optional.of(
        "query parameter %s is \"%s\", allowed is %s"
            .formatted(name, Excerpt.of(query.getOrDefault(name, "")), allowed));
  }
}

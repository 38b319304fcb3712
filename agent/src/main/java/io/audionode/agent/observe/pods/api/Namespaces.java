package io.audionode.agent.observe.pods.api;

import io.audionode.agent.observe.pods.PodProblem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The defaults of the namespaces that this node has pods in, read one by one and again from time to
 * time. While one cannot be read, what it last said counts. One thread.
 */
final class Namespaces {
  private final ApiServer server;
  private final Pace pace;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Map<String, Known> known = new HashMap<>();
  private long silentUntil;

  /**
   * Reads nothing yet.
   *
   * @param nanos a clock that does not jump
   */
  Namespaces(ApiServer server, Pace pace, LongSupplier nanos, RandomGenerator random) {
    this.server = server;
    this.pace = pace;
    this.nanos = nanos;
    this.random = random;
    this.silentUntil = nanos.getAsLong();
  }

  /** Defaults are null while the namespace was never read. */
  private record Known(
      @Nullable NamespaceDefaults defaults, @Nullable String problem, long dueAt) {}

  /** Reads those that are due, and forgets all others. */
  void refresh(Set<String> wanted) throws InterruptedException {
    known.keySet().retainAll(wanted);
    for (var name : new TreeSet<>(wanted)) {
      if (isDue(name) && nanos.getAsLong() - silentUntil >= 0) {
        known.put(name, read(name, known.get(name)));
      }
    }
  }

  /** Until one of them is due; zero when one is. */
  Duration untilDue() {
    var now = nanos.getAsLong();
    var next =
        known.values().stream()
            .mapToLong(namespace -> namespace.dueAt() - now)
            .min()
            .orElse(pace.namespaces().toNanos());
    return Duration.ofNanos(Math.max(0, Math.max(next, silentUntil - now)));
  }

  /** What a namespace last said; empty when it never did. */
  Optional<NamespaceDefaults> defaults(String name) {
    return Optional.ofNullable(known.get(name)).map(Known::defaults);
  }

  /** What is wrong with reading them, each trouble once. */
  List<PodProblem> problems() {
    var problems = new TreeSet<String>();
    known.values().stream()
        .map(Known::problem)
        .forEach(problem -> Optional.ofNullable(problem).ifPresent(problems::add));
    return problems.stream()
        .map(
            problem ->
                new PodProblem(
                    ApiPods.SOURCE, problem + "; defaults of namespaces stay as last read"))
        .toList();
  }

  private boolean isDue(String name) {
    var before = known.get(name);
    return before == null || nanos.getAsLong() - before.dueAt() >= 0;
  }

  private Known read(String name, @Nullable Known before) throws InterruptedException {
    var last = before == null ? null : before.defaults();
    try {
      var namespace = server.object(Ask.namespace(name));
      return new Known(NamespaceDefaults.of(namespace), null, later());
    } catch (ApiException e) {
      if (e.isNotFound()) { // its last pods are ending
        return new Known(last == null ? NamespaceDefaults.NONE : last, null, later());
      }
      if (!e.isAnswer()) {
        silentUntil = nanos.getAsLong() + pace.longestWait().toNanos();
      }
      return new Known(last, e.getMessage(), later());
    }
  }

  private long later() {
    return nanos.getAsLong() + pace.untilReadAgain(random).toNanos();
  }
}

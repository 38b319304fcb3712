package io.audionode.agent.access;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.http.Access.Decision;
import io.audionode.agent.model.Recent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was decided a short while ago. Bounded, and apart for accepted and refused tokens, so that a
 * flood of wrong ones pushes no right one out. Any thread.
 */
final class Decisions {
  static final Duration ACCEPTED_FOR = Duration.ofSeconds(60);
  static final Duration REFUSED_FOR = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Recent<Key, Decided> accepted;
  private final Recent<Key, Decided> refused;

  /**
   * @param capacity how many of either are kept
   */
  Decisions(int capacity) {
    accepted = new Recent<>(capacity);
    refused = new Recent<>(capacity);
  }

  /**
   * What was asked.
   *
   * @param token its fingerprint, never the token
   */
  record Key(String token, String route) {
    Key {
      requireNonNull(token, "token is null");
      requireNonNull(route, "route is null");
    }
  }

  private record Decided(Decision decision, long atNanos) {
    boolean counts(long nowNanos, Duration lifetime) {
      return nowNanos - atNanos < lifetime.toNanos();
    }
  }

  /**
   * @param nowNanos on the monotonic clock: a wall clock that is set must neither make a revoked
   *     token last longer nor have every token reviewed anew
   */
  Optional<Decision> of(Key key, long nowNanos) {
    lock.lock();
    try {
      return find(accepted, key, nowNanos, ACCEPTED_FOR)
          .or(() -> find(refused, key, nowNanos, REFUSED_FOR));
    } finally {
      lock.unlock();
    }
  }

  void add(Key key, Decision decision, long nowNanos) {
    lock.lock();
    try {
      switch (decision) {
        case ALLOWED -> accepted.put(key, new Decided(decision, nowNanos));
        case UNAUTHENTICATED, FORBIDDEN -> refused.put(key, new Decided(decision, nowNanos));
        case UNAVAILABLE -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Decision> find(
      Recent<Key, Decided> kept, Key key, long nowNanos, Duration lifetime) {
    return Optional.ofNullable(kept.get(key))
        .filter(decided -> decided.counts(nowNanos, lifetime))
        .map(Decided::decision);
  }
}

package io.audionode.agent.access;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.http.Access.Decision;
import io.audionode.agent.model.Recent;
import java.time.Duration;
import java.time.Instant;
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

  private record Decided(Decision decision, Instant at) {
    /** A clock that went back makes nothing last longer. */
    boolean counts(Instant now, Duration lifetime) {
      return !now.isBefore(at) && now.isBefore(at.plus(lifetime));
    }
  }

  Optional<Decision> of(Key key, Instant now) {
    lock.lock();
    try {
      return find(accepted, key, now, ACCEPTED_FOR).or(() -> find(refused, key, now, REFUSED_FOR));
    } finally {
      lock.unlock();
    }
  }

  void add(Key key, Decision decision, Instant now) {
    lock.lock();
    try {
      switch (decision) {
        case ALLOWED -> accepted.put(key, new Decided(decision, now));
        case UNAUTHENTICATED, FORBIDDEN -> refused.put(key, new Decided(decision, now));
        case UNAVAILABLE -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Decision> find(
      Recent<Key, Decided> kept, Key key, Instant now, Duration lifetime) {
    return Optional.ofNullable(kept.get(key))
        .filter(decided -> decided.counts(now, lifetime))
        .map(Decided::decision);
  }
}

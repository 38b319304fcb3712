package io.audionode.agent.access;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.http.Access.Decision;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
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
  private final Kept accepted;
  private final Kept refused;

  /**
   * @param capacity how many of either are kept
   */
  Decisions(int capacity) {
    accepted = new Kept(capacity);
    refused = new Kept(capacity);
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
      return accepted.find(key, now, ACCEPTED_FOR).or(() -> refused.find(key, now, REFUSED_FOR));
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

  /** Forgets what was not asked for the longest. */
  private static final class Kept extends LinkedHashMap<Key, Decided> {
    @Serial private static final long serialVersionUID = 1L;
    private static final int INITIAL = 16;
    private static final float LOAD = 0.75f;

    private final int capacity;

    Kept(int capacity) {
      super(INITIAL, LOAD, true);
      this.capacity = capacity;
    }

    Optional<Decision> find(Key key, Instant now, Duration lifetime) {
      var decided = get(key);
      if (decided == null) {
        return Optional.empty();
      }
      if (!decided.counts(now, lifetime)) {
        remove(key);
        return Optional.empty();
      }
      return Optional.of(decided.decision());
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Decided> eldest) {
      return size() > capacity;
    }
  }
}

package io.audionode.agent.access;

import io.audionode.agent.cluster.GuardedApi;
import io.audionode.agent.http.Access;
import io.audionode.agent.model.Fingerprint;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Access by bearer token, as the cluster decides. The same question is asked once at a time; two
 * are asked at once and sixteen wait, and what is more is answered {@code UNAVAILABLE}.
 */
public final class ReviewedAccess implements Access {
  private static final int KEPT = 512;
  private static final int THREADS = 2;
  private static final int WAITING = 16;
  private static final int IDLE_SECONDS = 30;

  private final Reviews reviews;
  private final LongSupplier monotonic;
  private final Decisions decisions = new Decisions(KEPT);
  private final ConcurrentMap<Decisions.Key, CompletableFuture<Decision>> underWay =
      new ConcurrentHashMap<>();
  private final ThreadPoolExecutor workers;

  /**
   * @param monotonic nanoseconds that only grow
   */
  public ReviewedAccess(GuardedApi api, LongSupplier monotonic) {
    this(new ClusterReviews(api), monotonic);
  }

  ReviewedAccess(Reviews reviews, LongSupplier monotonic) {
    this.reviews = reviews;
    this.monotonic = monotonic;
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("audionode-access-", 0).factory());
    workers.allowCoreThreadTimeOut(true);
  }

  @Override
  public CompletionStage<Decision> judge(@Nullable String token, String route) {
    if (token == null) {
      return CompletableFuture.completedStage(Decision.UNAUTHENTICATED);
    }
    var key = new Decisions.Key(Fingerprint.of(token), route);
    return decisions
        .of(key, monotonic.getAsLong())
        .<CompletionStage<Decision>>map(CompletableFuture::completedStage)
        .orElseGet(() -> ask(key, token));
  }

  private CompletionStage<Decision> ask(Decisions.Key key, String token) {
    var mine = new CompletableFuture<Decision>();
    var others = underWay.putIfAbsent(key, mine);
    if (others != null) {
      return others;
    }
    try {
      workers.execute(() -> review(key, token, mine));
    } catch (RejectedExecutionException e) {
      underWay.remove(key);
      mine.complete(Decision.UNAVAILABLE);
    }
    return mine;
  }

  private void review(Decisions.Key key, String token, CompletableFuture<Decision> answer) {
    var decision = Decision.UNAVAILABLE;
    try {
      decision = reviews.review(token, key.route());
      decisions.add(key, decision, monotonic.getAsLong());
    } finally {
      underWay.remove(key);
      answer.complete(decision);
    }
  }

  /** Ends without waiting for what is under way. */
  @Override
  public void close() {
    workers.shutdownNow();
    underWay.values().forEach(answer -> answer.complete(Decision.UNAVAILABLE));
  }
}

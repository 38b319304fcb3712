package io.audionode.agent.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's API behind a circuit breaker: when half of the last ten requests found nobody, or a
 * server in trouble, the next ones fail at once in place of waiting for their timeouts. After some
 * time that doubles from 5 s to 2 min, and is never the same on two nodes, one request finds out
 * whether the server is back. What the server refuses for good reason counts as an answer. Any
 * thread.
 *
 * <p>For what is asked and told. Pods are followed without it: that is one request at a time with
 * waits of its own, and the first to know that the server is back.
 */
public final class GuardedApi {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedApi.class);

  private static final int LAST_REQUESTS = 10;
  private static final int LEAST_REQUESTS = 5;
  private static final int FAILED_PERCENT = 50;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final double DOUBLED = 2;

  /** The share by which a wait may be shorter or longer. */
  private static final double CHANCE = 0.3;

  private final KubernetesClient client;
  private final CircuitBreaker breaker;

  /**
   * @param client closed by the caller, after the last request
   */
  public GuardedApi(KubernetesClient client) {
    this(client, FIRST_WAIT, LONGEST_WAIT);
  }

  GuardedApi(KubernetesClient client, Duration firstWait, Duration longestWait) {
    this.client = client;
    this.breaker =
        CircuitBreaker.of(
            "api-server",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(LAST_REQUESTS)
                .minimumNumberOfCalls(LEAST_REQUESTS)
                .failureRateThreshold(FAILED_PERCENT)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(
                    IntervalFunction.ofExponentialRandomBackoff(
                        firstWait, DOUBLED, CHANCE, longestWait))
                .recordException(e -> e instanceof RuntimeException it && Retry.mayHelp(it))
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> {
              switch (event.getStateTransition().getToState()) {
                case OPEN -> LOG.warn("the API server fails: nothing is asked of it for a while");
                case CLOSED -> LOG.info("the API server answers again");
                default -> {}
              }
            });
  }

  /**
   * Sends a request and waits for the answer.
   *
   * @throws KubernetesClientException when the server refuses it or is away, or while nothing is
   *     asked
   */
  public <T> T ask(Function<KubernetesClient, T> request) {
    try {
      return breaker.executeSupplier(() -> request.apply(client));
    } catch (CallNotPermittedException e) {
      throw new KubernetesClientException("not asked, the API server failed too often", e);
    }
  }

  /** Whether nothing is asked at the moment. */
  public boolean open() {
    return breaker.getState() == CircuitBreaker.State.OPEN;
  }
}

package io.audionode.agent.access;

import static io.audionode.agent.http.Access.Decision.ALLOWED;
import static io.audionode.agent.http.Access.Decision.FORBIDDEN;
import static io.audionode.agent.http.Access.Decision.UNAUTHENTICATED;
import static io.audionode.agent.http.Access.Decision.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  /** Any; the clock may begin below zero and turn over. */
  private static final long START = Long.MAX_VALUE - 1;

  private static final Decisions.Key KEY = new Decisions.Key("a", "/metrics");

  private final Decisions decisions = new Decisions(2);

  @Test
  void keepsAnAcceptedTokenForAMinute() {
    decisions.add(KEY, ALLOWED, START);
    assertThat(decisions.of(KEY, seconds(59))).contains(ALLOWED);
    assertThat(decisions.of(KEY, seconds(60))).isEmpty();
  }

  @Test
  void isNotKeptLongerByBeingAskedFor() {
    decisions.add(KEY, ALLOWED, START);
    assertThat(decisions.of(KEY, seconds(50))).contains(ALLOWED);
    assertThat(decisions.of(KEY, seconds(61))).isEmpty();
  }

  @Test
  void keepsARefusalForTenSeconds() {
    for (var refusal : List.of(UNAUTHENTICATED, FORBIDDEN)) {
      decisions.add(KEY, refusal, START);
      assertThat(decisions.of(KEY, seconds(9))).contains(refusal);
      assertThat(decisions.of(KEY, seconds(10))).isEmpty();
    }
  }

  @Test
  void keepsNothingOfAnApiServerThatIsAway() {
    decisions.add(KEY, UNAVAILABLE, START);
    assertThat(decisions.of(KEY, START)).isEmpty();
  }

  @Test
  void keepsRoutesApart() {
    decisions.add(KEY, ALLOWED, START);
    assertThat(decisions.of(new Decisions.Key("a", "/api/v1/pods"), START)).isEmpty();
  }

  @Test
  void losesNoAcceptedTokenToAFloodOfWrongOnes() {
    decisions.add(KEY, ALLOWED, START);
    for (var i = 0; i < 100; i++) {
      decisions.add(new Decisions.Key("wrong" + i, "/metrics"), UNAUTHENTICATED, START);
    }
    assertThat(decisions.of(KEY, START)).contains(ALLOWED);
    assertThat(decisions.of(new Decisions.Key("wrong97", "/metrics"), START)).isEmpty();
    assertThat(decisions.of(new Decisions.Key("wrong99", "/metrics"), START)).isPresent();
  }

  private static long seconds(long afterStart) {
    return START + Duration.ofSeconds(afterStart).toNanos();
  }
}

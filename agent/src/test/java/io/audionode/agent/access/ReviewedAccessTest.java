package io.audionode.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.audionode.agent.http.Access.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewedAccessTest {
  private final List<String> reviewed = new CopyOnWriteArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private final ReviewedAccess access = new ReviewedAccess(this::review, nanos::get);

  @AfterEach
  void close() {
    go.countDown();
    access.close();
  }

  private Decision review(String token, String route) {
    reviewed.add(token + " " + route);
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return switch (token) {
      case "good" -> Decision.ALLOWED;
      case "broken" -> throw new IllegalStateException("a fault");
      default -> Decision.UNAUTHENTICATED;
    };
  }

  @Test
  void asksAgainOnlyWhenTheAnswerIsTooOld() {
    go.countDown();
    assertThat(judge("good").join()).isEqualTo(Decision.ALLOWED);
    assertThat(judge("good").join()).isEqualTo(Decision.ALLOWED);
    assertThat(reviewed).hasSize(1);
    nanos.set(Duration.ofSeconds(60).toNanos());
    assertThat(judge("good").join()).isEqualTo(Decision.ALLOWED);
    assertThat(reviewed).hasSize(2);
  }

  @Test
  void asksNobodyWithoutAToken() {
    assertThat(judge(null).join()).isEqualTo(Decision.UNAUTHENTICATED);
    assertThat(reviewed).isEmpty();
  }

  @Test
  void asksOnceForManyWhoWantToKnowTheSame() {
    var answers = new ArrayList<CompletableFuture<Decision>>();
    for (var i = 0; i < 100; i++) {
      answers.add(judge("good"));
    }
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    go.countDown();
    assertThat(answers).allMatch(answer -> answer.join() == Decision.ALLOWED);
    assertThat(reviewed).containsExactly("good /metrics");
  }

  @Test
  void turnsAwayWhatIsTooMuchAtOnce() {
    var answers = new ArrayList<CompletableFuture<Decision>>();
    for (var i = 0; i < 30; i++) {
      answers.add(judge("token" + i));
    }
    assertThat(answers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
        .hasSize(30 - 2 - 16)
        .containsOnly(Decision.UNAVAILABLE);
    go.countDown();
    assertThat(answers.getFirst().join()).isEqualTo(Decision.UNAUTHENTICATED);
    answers.forEach(CompletableFuture::join); // until there is room again
    assertThat(judge("token29").join())
        .as("nothing was kept of it")
        .isEqualTo(Decision.UNAUTHENTICATED);
  }

  @Test
  void survivesAFault() {
    go.countDown();
    assertThat(judge("broken").join()).isEqualTo(Decision.UNAVAILABLE);
    assertThat(judge("good").join()).isEqualTo(Decision.ALLOWED);
  }

  @Test
  void leavesNobodyWaitingWhenItEnds() {
    var answer = judge("good");
    access.close();
    assertThat(answer).succeedsWithin(Duration.ofSeconds(5));
  }

  private CompletableFuture<Decision> judge(@Nullable String token) {
    return access.judge(token, "/metrics").toCompletableFuture();
  }
}

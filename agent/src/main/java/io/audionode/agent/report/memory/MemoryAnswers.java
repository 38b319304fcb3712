package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Answers that are made of a board.
 *
 * @param refresh asks for a pod to be read anew; ends when the board has been told
 */
public record MemoryAnswers(MemoryBoard board, Function<String, CompletionStage<Void>> refresh) {
  /** Then what is known has to do. */
  private static final int PATIENCE_SECONDS = 5;

  public MemoryAnswers {
    requireNonNull(board, "board is null");
    requireNonNull(refresh, "refresh is null");
  }

  /** One pod as soon as it is fresh, or after some seconds as it is. Returns at once. */
  public CompletionStage<Optional<PodMemoryView>> of(String uid) {
    return refresh
        .apply(uid)
        .thenApply(_ -> true)
        .toCompletableFuture()
        .completeOnTimeout(false, PATIENCE_SECONDS, TimeUnit.SECONDS)
        .thenApply(_ -> board.view(uid));
  }
}

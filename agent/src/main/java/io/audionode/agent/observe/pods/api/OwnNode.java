package io.audionode.agent.observe.pods.api;

import io.audionode.agent.model.Excerpt;
import io.audionode.agent.model.Labels;
import io.audionode.agent.observe.pods.PodProblem;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the Node object says to the agent, read again from time to time. While it cannot be read,
 * what it last said counts; before the server has answered for the first time, it may say hold. One
 * thread.
 */
final class OwnNode {
  /** Until it has been read once, nothing is written: that must not last. */
  private static final int FIRST_WAITS = 10;

  private final ApiServer server;
  private final String name;
  private final Pace pace;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private @Nullable String hold;
  private @Nullable String problem;
  private boolean answered;
  private boolean known;
  private long dueAt;

  /**
   * Reads nothing yet.
   *
   * @param nanos a clock that does not jump
   */
  OwnNode(ApiServer server, String name, Pace pace, LongSupplier nanos, RandomGenerator random) {
    this.server = server;
    this.name = name;
    this.pace = pace;
    this.nanos = nanos;
    this.random = random;
    this.hold = unknown(name);
    this.dueAt = nanos.getAsLong();
  }

  /** Why nothing is written before the node was read. */
  static String unknown(String name) {
    return "whether node %s is on hold is not known yet".formatted(name);
  }

  /** Reads it when it is due. */
  void refresh() throws InterruptedException {
    if (untilDue().isPositive()) {
      return;
    }
    try {
      var node = server.object(Ask.node(name));
      read(JsonObjects.in(JsonObjects.in(node, "metadata"), "annotations").get(Labels.HOLD));
    } catch (ApiException e) {
      failed(e);
    }
    dueAt = nanos.getAsLong() + pause().toNanos();
  }

  private void read(@Nullable Object annotation) {
    answered = true;
    known = true;
    problem = null;
    hold = null;
    var text = annotation instanceof String word ? word.strip() : "false";
    switch (text) {
      case "true" ->
          hold = "annotation %s=\"true\" of node %s".formatted(Labels.HOLD, Excerpt.of(name));
      case "false" -> {}
      default ->
          problem =
              "annotation %s=\"%s\" of node %s is ignored; allowed is true or false"
                  .formatted(Labels.HOLD, Excerpt.of(text), Excerpt.of(name));
    }
  }

  /** One who may not read it, or a node that is none, is no reason to wait for ever. */
  private void failed(ApiException e) {
    if (e.isForGood() && !known) {
      answered = true;
      hold = null;
    }
    problem = e.isNotFound() ? null : e.getMessage() + "; " + consequence();
  }

  private String consequence() {
    if (known) {
      return "a hold of the node stays as last read";
    }
    return hold == null ? "no hold of the node counts" : "nothing is written before it is";
  }

  private Duration pause() {
    return answered ? pace.untilReadAgain(random) : pace.firstWait().multipliedBy(FIRST_WAITS);
  }

  /** Zero when it is due. */
  Duration untilDue() {
    return Duration.ofNanos(Math.max(0, dueAt - nanos.getAsLong()));
  }

  /** Why nobody may write to the node; null when somebody may. */
  @Nullable String hold() {
    return hold;
  }

  /** What is wrong with it. */
  List<PodProblem> problems() {
    var now = problem;
    return now == null ? List.of() : List.of(new PodProblem(ApiPods.SOURCE, now));
  }
}

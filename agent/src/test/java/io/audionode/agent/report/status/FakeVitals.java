package io.audionode.agent.report.status;

import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.ApiLink;
import io.audionode.agent.model.incident.RecorderState;
import io.audionode.agent.model.pressure.Triggers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent that started with {@link FakeFlow#START} and has one loop. */
public record FakeVitals(
    Instant heartbeat,
    Duration silence,
    @Nullable String lastFailure,
    List<String> problems,
    Triggers triggers,
    Optional<ApiLink> api,
    Optional<String> journalProblem)
    implements Vitals {
  /** All is well. */
  public static FakeVitals well() {
    return new FakeVitals(
        FakeFlow.START,
        Duration.ZERO,
        null,
        List.of(),
        Triggers.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /** Its loop has not run for so long. */
  public FakeVitals silentFor(Duration time) {
    return new FakeVitals(heartbeat, time, lastFailure, problems, triggers, api, journalProblem);
  }

  public FakeVitals failing(String message) {
    return new FakeVitals(heartbeat, silence, message, problems, triggers, api, journalProblem);
  }

  public FakeVitals troubled(String problem) {
    return new FakeVitals(
        heartbeat, silence, lastFailure, List.of(problem), triggers, api, journalProblem);
  }

  /** Its journal takes nothing new. */
  public FakeVitals unnoted(String problem) {
    return new FakeVitals(
        heartbeat, silence, lastFailure, problems, triggers, api, Optional.of(problem));
  }

  /** On a cluster. */
  public FakeVitals hearing(ApiLink link) {
    return new FakeVitals(
        heartbeat, silence, lastFailure, problems, triggers, Optional.of(link), journalProblem);
  }

  /** Watching pressure. */
  public FakeVitals watching(Triggers all) {
    return new FakeVitals(heartbeat, silence, lastFailure, problems, all, api, journalProblem);
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public Instant started() {
    return FakeFlow.START;
  }

  @Override
  public List<LoopState> loops() {
    return List.of(
        new LoopState(
            "main",
            heartbeat,
            silence,
            Duration.ofSeconds(30),
            3,
            lastFailure == null ? 0 : 1,
            lastFailure));
  }

  @Override
  public RecorderState incidents() {
    return new RecorderState(1, 0, null, List.of());
  }

  @Override
  public int journalLines() {
    return 7;
  }

  @Override
  public List<String> configurationProblems() {
    return problems;
  }

  @Override
  public List<String> podProblems() {
    return problems;
  }
}

package io.audionode.agent.report.events;

import static io.audionode.agent.fixture.PodBuilder.guaranteed;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.audionode.agent.apply.Outcome;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.fixture.FakeNode;
import io.audionode.agent.fixture.HeardLog;
import io.audionode.agent.model.Original;
import io.audionode.agent.plan.Action;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever asks later who wrote to the node, and why, has nothing but the log. */
class ActionLogTest {
  private final FakeNode node = FakeNode.withNumaNodes(1);
  private final FakeFlow flow = new FakeFlow(node);
  private final ActionLog actions = new ActionLog();
  private final HeardLog log = HeardLog.of(Level.DEBUG);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void saysEachWriteInALineWithCauseBeforeAfterAndDuration() {
    run();
    var line = only("vm.swappiness");
    assertThat(line.getLevel()).isEqualTo(Level.INFO);
    assertThat(line.getFormattedMessage())
        .startsWith("applied node: set vm.swappiness = 1 (was 60): keep audio memory resident [")
        .endsWith(" us]");
    assertThat(fields(line))
        .containsEntry("action", "write-swappiness")
        .containsEntry("outcome", "applied")
        .containsEntry("subject", "node")
        .containsEntry("cause", "keep audio memory resident")
        .containsEntry("before", "60")
        .containsEntry("after", "1");
    assertThat(fields(line).get("tookMicros")).isInstanceOf(Long.class);
  }

  @Test
  void hasOneLineForEachAppliedActionAndNoOther() {
    var mixer = guaranteed("mixer", "64Mi");
    node.pod(mixer).born(mixer, "c1", 10);
    var report = flow.runOnce();
    actions.accept(report);
    assertThat(log.messages(Level.INFO))
        .hasSize(report.outcomes().size())
        .anyMatch(line -> line.startsWith("applied default/mixer: move process 10 from"));
  }

  @Test
  void saysARefusalOnceUntilItEnds() {
    node.refuse(Action.WriteSwappiness.class, "EPERM");
    run();
    run();
    run();
    assertThat(log.messages(Level.WARN))
        .containsExactly(
            "refused node: set vm.swappiness = 1 (was 60): keep audio memory resident; EPERM");
    node.accept(Action.WriteSwappiness.class);
    run();
    node.refuse(Action.WriteSwappiness.class, "EPERM");
    node.swappiness(60);
    run();
    assertThat(log.messages(Level.WARN)).hasSize(2);
  }

  @Test
  void saysWhatBecameOfAWriteThatPassedItsDeadline() {
    var took = Duration.ofMillis(7500);
    var report = flow.runOnce();
    var write = report.outcomes().getFirst().action();
    actions.accept(FakeFlow.late(report, new Outcome.Applied(write, took)));
    assertThat(log.messages(Level.INFO)).last().asString().endsWith(" [7500000 us]");
  }

  @Test
  void saysARefusalOnceAlsoWhileItsOutcomeComesLate() {
    var quiet = flow.settle();
    var write = new Action.Remove(new CgroupPath("audio"), "");
    var late = FakeFlow.late(quiet, new Outcome.Refused(write, "EBUSY"));
    actions.accept(late);
    actions.accept(FakeFlow.late(quiet, new Outcome.Skipped(write, "still under way")));
    actions.accept(late);
    assertThat(log.messages(Level.WARN)).hasSize(1);
    actions.accept(quiet);
    actions.accept(late);
    assertThat(log.messages(Level.WARN)).hasSize(2);
  }

  @Test
  void saysOnceWhatTheKernelRefusesInEachRoundThatPutsBack() {
    var remove = new Action.Remove(new CgroupPath("audio"), "no longer needed");
    var forget = new Action.Forget(new Original.Swappiness(60), "put back");
    actions.tell(List.of(new Outcome.Refused(remove, "EBUSY")));
    actions.tell(
        List.of(new Outcome.Refused(remove, "EBUSY"), new Outcome.Applied(forget, Duration.ZERO)));
    assertThat(log.messages(Level.WARN))
        .containsExactly("refused node: remove audio: no longer needed; EBUSY");
    assertThat(log.messages(Level.INFO)).as("the journal's own").isEmpty();
  }

  @Test
  void leavesWritesOutOfTheLogOfEvents() {
    var events = new EventLog(InstantSource.fixed(FakeFlow.START), 1000);
    events.accept(flow.runOnce());
    assertThat(log.messages(Level.INFO)).noneMatch(line -> line.contains("action-applied"));
  }

  private void run() {
    actions.accept(flow.runOnce());
  }

  private ILoggingEvent only(String part) {
    List<ILoggingEvent> lines =
        log.events().stream().filter(event -> event.getFormattedMessage().contains(part)).toList();
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }

  private static Map<String, @Nullable Object> fields(ILoggingEvent event) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
    return fields;
  }
}

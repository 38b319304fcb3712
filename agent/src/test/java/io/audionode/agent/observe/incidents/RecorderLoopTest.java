package io.audionode.agent.observe.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.audionode.agent.model.incident.Incident;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder on a thread of its own, with a clock that goes fast. */
class RecorderLoopTest {
  @TempDir Path root;

  private final AtomicBoolean failedOnce = new AtomicBoolean();
  private final List<Incident> told = new CopyOnWriteArrayList<>();

  @Test
  void goesOnAfterAFailedLookAndTellsOfIt() {
    var tree = new FakeTree(root);
    var mixer = tree.container("mixer", 20);
    try (var recorder = new Recorder(tree.sources(), tree::log, this::happened)) {
      recorder.want(new Recording(List.of(mixer), Map.of("uid-mixer", "default/mixer"), Map.of()));
      Thread.ofPlatform().daemon().start(recorder);
      await().until(() -> recorder.pulse().state().looks() > 0);
      tree.counted(mixer.path(), 9, 1, 1);
      await().until(passing(tree, () -> recorder.pulse().state().failures() == 1));
      tree.counted(mixer.path(), 9, 2, 2);
      await().until(passing(tree, () -> !told.isEmpty()));
      await().until(passing(tree, () -> recorder.pulse().state().lastFailure() == null));
      assertThat(recorder.pulse().state().failures()).isOne();
    }
  }

  private void happened(Incident incident) {
    if (failedOnce.compareAndSet(false, true)) {
      throw new IllegalStateException("nobody listens to " + incident.id());
    }
    told.add(incident);
  }

  private static Callable<Boolean> passing(FakeTree tree, Callable<Boolean> condition) {
    return () -> {
      tree.passSeconds(1);
      return condition.call();
    };
  }
}

package io.audionode.agent.apply;

import io.audionode.agent.model.Migration;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run from node 0 to node 1, on a kernel that is not there, and its watch. */
abstract class MigrationRunCase {
  private static final CgroupPath HOME = new CgroupPath("kubepods/podx/c");

  final FakeTime time = new FakeTime();
  final FakePages pages = new FakePages(time);
  final List<State> states = new ArrayList<>();
  Optional<String> alarm = Optional.empty();
  MigrationRun run = over(pages);

  MigrationRun over(ContainerPages container) {
    return new MigrationRun(
        HOME,
        1,
        new MigrationRun.Tools(
            container,
            () ->
                new StrainWatch(
                    () -> new Strain(time.nanos(), 0, Map.of()), time::nanos, () -> alarm),
            Duration.ofMillis(1),
            this::note),
        time);
  }

  private void note() {
    var state = run.now().state();
    if (states.isEmpty() || states.getLast() != state) {
      states.add(state);
    }
  }

  Migration now() {
    return run.now();
  }

  static Bytes bytes(int pageCount) {
    return new Bytes((long) pageCount * FakePages.PAGE);
  }
}

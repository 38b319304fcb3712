package io.audionode.system;

import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A trigger of the test's own, beside the agent's, that only takes the time of each wake-up. */
final class BareTrigger implements AutoCloseable {
  private final PressureWatch watch = new PressureWatch(Linux.system());
  private final List<Long> fired = new CopyOnWriteArrayList<>();
  private final Duration window;
  private volatile boolean closed;

  private BareTrigger(Duration window) {
    this.window = window;
  }

  static BareTrigger on(Kubepods kubepods, CgroupPath path, Trigger trigger) {
    var bare = new BareTrigger(trigger.window());
    try (var cgroup = kubepods.cgroups.open(path)) {
      bare.watch.add(cgroup.arm(Memory.PRESSURE, trigger));
    }
    Thread.ofPlatform().daemon().start(bare::take);
    return bare;
  }

  private void take() {
    while (!closed) {
      for (var one : watch.await(Duration.ofSeconds(1))) {
        if (!one.gone()) {
          fired.add(System.nanoTime());
        }
      }
    }
  }

  /** When it was woken by the same stall as somebody else, who took some time to do anything. */
  Optional<Long> before(long nanos) {
    return fired.stream()
        .filter(woken -> woken <= nanos && nanos - woken < window.toNanos() / 2)
        .max(Comparator.naturalOrder());
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
  }
}

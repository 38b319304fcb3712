package io.audionode.system;

import io.audionode.cgroupfs.memory.Memory;
import io.audionode.cgroupfs.psi.Pressure;
import io.audionode.cgroupfs.psi.PressureWatch;
import io.audionode.cgroupfs.psi.Trigger;
import io.audionode.cgroupfs.sys.Linux;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * How soon others know, beside a bare trigger that only takes the time: the agent's clients, and
 * readers that poll {@code memory.pressure}. Printed, never asserted: the guest's cpus are emulated
 * and shared.
 */
final class Latency implements AutoCloseable {
  private static final Trigger WARN =
      new Trigger(Trigger.Kind.SOME, Duration.ofMillis(50), Duration.ofMillis(500));
  private static final List<Duration> PERIODS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10));
  private static final Duration POLLERS_WAIT = Duration.ofSeconds(25);

  private final Kubepods kubepods;
  private final CgroupPath path;
  private final PressureWatch watch = new PressureWatch(Linux.system());
  private final List<Long> fired = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<Duration, Long> noticed = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Latency(Kubepods kubepods, CgroupPath path) {
    this.kubepods = kubepods;
    this.path = path;
  }

  static Latency of(Kubepods kubepods, CgroupPath path) {
    var latency = new Latency(kubepods, path);
    try (var cgroup = kubepods.cgroups.open(path)) {
      latency.watch.add(cgroup.arm(Memory.PRESSURE, WARN));
    }
    Thread.ofPlatform().daemon().start(latency::take);
    PERIODS.forEach(period -> Thread.ofPlatform().daemon().start(() -> latency.poll(period)));
    return latency;
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

  /** Notices when the total has grown by as much as the trigger asks for within its window. */
  private void poll(Duration period) {
    try {
      var before = someUsec();
      while (!closed && !noticed.containsKey(period)) {
        Thread.sleep(period);
        var now = someUsec();
        if (now - before >= WARN.stall().toNanos() / 1_000) {
          noticed.put(period, System.nanoTime());
        }
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long someUsec() {
    var pressure = Pressure.parse(kubepods.read(path, Memory.PRESSURE.file()) + "\n");
    return pressure.some().orElseThrow().totalUsec();
  }

  /**
   * From each of its own triggers to the agent's reading of the same stall, and to its arrival. The
   * first ones meet code that has never run.
   */
  void print(StreamReader client) {
    var untilRead = new ArrayList<Long>();
    var untilArrived = new ArrayList<Long>();
    var arrivals = client.arrivals().stream().map(Seen::of).toList();
    for (var trigger : fired) {
      nearest(trigger, arrivals)
          .ifPresent(
              seen -> {
                untilRead.add(seen.readNanos() - trigger);
                untilArrived.add(seen.arrivedNanos() - trigger);
              });
    }
    System.out.println("pressure latency, bare trigger to the agent's reading: " + text(untilRead));
    System.out.println(
        "pressure latency, bare trigger to a client:            " + text(untilArrived));
    for (var period : PERIODS) {
      System.out.printf(
          "pressure latency, bare trigger to a reader every %2d s:     %s%n",
          period.toSeconds(), sinceFirst(period));
    }
  }

  private record Seen(String cgroup, long readNanos, long arrivedNanos) {
    static Seen of(StreamReader.Arrival arrival) {
      var event = arrival.event();
      return new Seen(event.cgroup(), event.monotonicNanos(), arrival.nanos());
    }
  }

  private Optional<Seen> nearest(long trigger, List<Seen> arrivals) {
    return arrivals.stream()
        .filter(seen -> seen.cgroup().equals(path.value()))
        .filter(seen -> Math.abs(seen.readNanos() - trigger) < WARN.window().toNanos() / 2)
        .min(Comparator.comparingLong(seen -> Math.abs(seen.readNanos() - trigger)));
  }

  private String sinceFirst(Duration period) {
    var deadline = System.nanoTime() + POLLERS_WAIT.toNanos();
    while (!noticed.containsKey(period) && System.nanoTime() < deadline) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      }
    }
    var when = noticed.get(period);
    return when == null || fired.isEmpty()
        ? "not within " + POLLERS_WAIT.toSeconds() + " s"
        : millis(when - fired.getFirst());
  }

  private static String text(List<Long> nanos) {
    var first = nanos.isEmpty() ? "" : ", first " + millis(nanos.getFirst());
    var sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0
        ? "none seen"
        : "n=%d min %s median %s max %s"
                .formatted(
                    sorted.length,
                    millis(sorted[0]),
                    millis(sorted[sorted.length / 2]),
                    millis(sorted[sorted.length - 1]))
            + first;
  }

  private static String millis(long nanos) {
    return "%.1f ms".formatted(nanos / 1e6);
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
  }
}

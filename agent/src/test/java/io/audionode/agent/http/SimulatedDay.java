package io.audionode.agent.http;

import io.audionode.agent.config.Configuration;
import io.audionode.agent.config.Pressure;
import io.audionode.agent.fixture.FakeFlow;
import io.audionode.agent.model.pressure.PressureLook;
import io.audionode.agent.model.pressure.Scope;
import io.audionode.agent.model.pressure.WantedTrigger;
import io.audionode.agent.model.pressure.Watched;
import io.audionode.agent.observe.pressure.Clocks;
import io.audionode.agent.observe.pressure.Pace;
import io.audionode.agent.observe.pressure.PressureSources;
import io.audionode.agent.observe.pressure.PressureWatcher;
import io.audionode.agent.observe.pressure.Wanted;
import io.audionode.cgroupfs.proc.ProcFs;
import io.audionode.cgroupfs.sys.Epoll;
import io.audionode.cgroupfs.sys.FakeSys;
import io.audionode.cgroupfs.tree.CgroupFs;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node with hundreds of audio pods and its pressure watcher, on a clock that goes as fast as the
 * watcher does. All of it in the thread that runs it.
 *
 * <p>Each hour begins with half a minute of storm, in which every trigger of the machine, of the
 * NUMA node and of {@value #HURT} pods fires as often as the kernel lets it: once in each window of
 * 500 ms. For the rest of the hour one pod a minute has a moment of pressure. Each minute the loop
 * runs, a pod goes and another one comes.
 */
final class SimulatedDay {
  static final int PODS = 200;
  static final int WATCHED = PODS + 2;
  static final int TRIGGERS = 2 * WATCHED;

  private static final int HURT = 20;
  private static final int NEIGHBOURS = 50;
  private static final Duration WINDOW = Duration.ofMillis(500);
  private static final Duration STORM = Duration.ofSeconds(30);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static final List<Pressure.Trigger> TRIGGERS_OF_EACH =
      Configuration.defaults().pressure().triggers();

  private static final String MOUNT = "/cgroup/";
  private static final CgroupPath NODE0 = CgroupPath.of("audio/node0");

  private final FakeSys sys = new FakeSys(_ -> pass());
  private final Deque<Pod> pods = new ArrayDeque<>();
  private final IntConsumer minutes;
  private final PressureWatcher watcher;

  /** So that the server, which lives on this machine's clock, never sees an event of tomorrow. */
  private final long startNanos = System.nanoTime() - Duration.ofDays(2).toNanos();

  private long nanos;
  private long endNanos;
  private int lastPod;

  /** A pod with one container, and what its kernel files count. */
  private static final class Pod {
    final Watched watched;
    long stalledMicros;
    long faults;

    Pod(Watched watched) {
      this.watched = watched;
    }

    String directory() {
      return MOUNT + watched.path().value();
    }
  }

  /**
   * @param audience told of each pass
   * @param minutes told how many have passed, after each
   */
  SimulatedDay(Consumer<PressureLook> audience, IntConsumer minutes) {
    this.minutes = minutes;
    makeNode();
    for (var i = 0; i < PODS; i++) {
      pods.add(makePod());
    }
    watcher =
        new PressureSources(
                sys,
                new CgroupFs(sys, Path.of(MOUNT)),
                new ProcFs(sys, Path.of("/proc")),
                new Clocks(() -> FakeFlow.START.plusNanos(nanos), () -> startNanos + nanos),
                uid -> "batch/" + uid)
            .watcher(Pace.DEFAULT, audience);
  }

  /** Returns when the time is over; may be called once. */
  void run(Duration duration) {
    endNanos = duration.toNanos();
    watcher.want(wanted());
    watcher.run();
  }

  /** How many passes failed. */
  long failures() {
    return watcher.pulse().state().failures();
  }

  /** How many descriptors are open. */
  int open() {
    return sys.open();
  }

  private void makeNode() {
    sys.put("/proc", "stat", "cpu 0 0 0 0\n")
        .put("/proc", "meminfo", meminfo())
        .put("/proc/self", "limits", "Max open files  65536  65536  files\n")
        .put("/proc/pressure", "memory", pressure(0))
        .put(MOUNT, "cgroup.controllers", "memory\n")
        .put(MOUNT, "memory.stat", stat(0));
    count(MOUNT + NODE0.value(), 0, 0);
    for (var i = 0; i < NEIGHBOURS; i++) {
      grow(i);
    }
  }

  private Pod makePod() {
    var name = "mixer-" + ++lastPod;
    var path = NODE0.child("poduid-" + name).child("c1");
    count(MOUNT + path.value(), 0, 0);
    return new Pod(
        new Watched(
            Scope.CONTAINER,
            path,
            sys.inode(MOUNT + path.value()),
            path,
            "uid-" + name,
            "studio/" + name));
  }

  /** What the watcher's thread gets each time it waits. */
  private List<Epoll.Event> pass() {
    if (nanos >= endNanos) {
      watcher.close();
      return List.of();
    }
    var storm = nanos % HOUR.toNanos() < STORM.toNanos();
    nanos += (storm ? WINDOW : STORM).toNanos();
    var happened = new ArrayList<Epoll.Event>();
    if (nanos % MINUTE.toNanos() == 0) {
      happened.addAll(replacePod());
      grow((int) (nanos / MINUTE.toNanos()) % NEIGHBOURS);
      watcher.want(wanted());
      minutes.accept((int) (nanos / MINUTE.toNanos()));
      happened.addAll(hurt(1));
    }
    if (storm) {
      happened.addAll(storm());
    }
    return happened;
  }

  private List<Epoll.Event> replacePod() {
    var gone = pods.remove();
    pods.add(makePod());
    return sys.remove(gone.directory().substring(0, gone.directory().lastIndexOf('/')));
  }

  private List<Epoll.Event> storm() {
    var events = new ArrayList<>(sys.fire("/proc/pressure"));
    events.addAll(sys.fire(MOUNT + NODE0.value()));
    events.addAll(hurt(HURT));
    return events;
  }

  /** So many of the pods that have been there longest. */
  private List<Epoll.Event> hurt(int count) {
    return pods.stream().limit(count).flatMap(pod -> hurt(pod).stream()).toList();
  }

  private List<Epoll.Event> hurt(Pod pod) {
    pod.stalledMicros += 120_000;
    pod.faults += 40;
    count(pod.directory(), pod.stalledMicros, pod.faults);
    return sys.fire(pod.directory());
  }

  private Wanted wanted() {
    var watched =
        Stream.concat(
            Stream.of(Watched.node(), Watched.numaNode(NODE0, sys.inode(MOUNT + NODE0.value()))),
            pods.stream().map(pod -> pod.watched));
    return new Wanted(
        watched
            .flatMap(
                one -> TRIGGERS_OF_EACH.stream().map(trigger -> new WantedTrigger(one, trigger)))
            .toList(),
        pods.stream()
            .flatMap(pod -> Stream.ofNullable(pod.watched.pod()))
            .collect(Collectors.toSet()),
        Map.of());
  }

  private void count(String directory, long stalledMicros, long faults) {
    sys.put(directory, "cgroup.controllers", "memory\n")
        .put(directory, "memory.pressure", pressure(stalledMicros))
        .put(directory, "memory.stat", stat(faults))
        .put(directory, "memory.swap.current", faults * 4096 + "\n")
        .put(
            directory,
            "memory.events",
            "low 0\nhigh 0\nmax %d\noom 0\noom_kill 0\n".formatted(faults));
  }

  private void grow(int neighbour) {
    sys.put(
            MOUNT + "kubepods/besteffort/poduid-batch-" + neighbour,
            "memory.current",
            (100L << 20) + nanos / 100 + "\n")
        .put(MOUNT + "kubepods/besteffort/poduid-batch-" + neighbour, "cgroup.controllers", "\n");
  }

  private static String pressure(long micros) {
    var line = " avg10=0.00 avg60=0.00 avg300=0.00 total=" + micros + "\n";
    return "some" + line + "full" + line;
  }

  private static String stat(long faults) {
    return """
        anon 1
        file 1
        shmem 0
        sock 0
        pgfault 1
        pgmajfault %1$d
        workingset_refault_anon %1$d
        workingset_refault_file 0
        pgscan %1$d
        pgsteal %1$d
        """
        .formatted(faults);
  }

  private static String meminfo() {
    return Set.of("MemTotal", "MemFree", "MemAvailable", "SwapTotal", "SwapFree").stream()
        .map(key -> key + ": 4000 kB\n")
        .collect(Collectors.joining());
  }
}

package io.audionode.agent.observe.memory;

import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.memory.PodMemory;
import io.audionode.agent.model.memory.WatchedPod;
import io.audionode.agent.pulse.Clocks;
import io.audionode.agent.pulse.DutyCycle;
import io.audionode.agent.pulse.Pulse;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads the memory of audio pods on a thread of its own, at a {@link MemoryPace} and when somebody
 * asks, and tells what it found. A failed pass is logged and counted, and another is tried.
 */
public final class MemoryWatcher implements Runnable, AutoCloseable {
  /** How long its thread may say nothing; a pass takes some seconds at the most. */
  public static final Duration RESYNC = Duration.ofSeconds(60);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final MemoryReader reader;
  private final MemoryPace pace;
  private final Clocks clocks;
  private final Pulse pulse;
  private final Consumer<MemoryLook> audience;
  private final Semaphore wakes = new Semaphore(0);
  private final Map<String, CompletableFuture<Void>> requests = new ConcurrentHashMap<>();
  private final Map<String, Long> servedNanos = new ConcurrentHashMap<>();
  private final Map<String, PodMemory> latest = new LinkedHashMap<>();
  private volatile Map<String, WatchedPod> wanted = Map.of();
  private volatile boolean closed;
  private final DutyCycle readings;
  private final DutyCycle answers;
  private long passNanos;
  private long firstNanos;

  public MemoryWatcher(
      MemorySources sources, MemoryPace pace, Clocks clocks, Consumer<MemoryLook> audience) {
    this.reader = new MemoryReader(sources, clocks, pace);
    this.pace = pace;
    this.clocks = clocks;
    this.audience = audience;
    this.pulse = new Pulse("reading memory", clocks);
    this.readings = new DutyCycle(clocks, RESYNC);
    this.answers = new DutyCycle(clocks, RESYNC);
    this.passNanos = clocks.nanosBefore(pace.sample());
    this.firstNanos = clocks.nanosBefore(pace.fresh());
  }

  /** Which pods there are from now on. Any thread; returns at once. */
  public void want(List<WatchedPod> pods) {
    wanted =
        pods.stream()
            .collect(
                Collectors.toMap(WatchedPod::uid, pod -> pod, (one, _) -> one, LinkedHashMap::new));
    wakes.release();
  }

  /**
   * Asks for a pod's memory to be read anew. Any thread; returns at once. Requests for one pod are
   * served together, not more often than its readings get old, and altogether take at most a fifth
   * of a cpu.
   *
   * @return ends when the audience has been told, or when there is nothing new to tell
   */
  public CompletionStage<Void> refresh(String uid) {
    var served = servedNanos.get(uid);
    var fresh = served != null && !clocks.hasPassed(pace.fresh(), served);
    if (closed || fresh || !wanted.containsKey(uid)) {
      return CompletableFuture.completedStage(null);
    }
    var request = requests.computeIfAbsent(uid, _ -> new CompletableFuture<>());
    wakes.release();
    if (closed) {
      answerAll();
    }
    return request.minimalCompletionStage();
  }

  @Override
  public void run() {
    while (!closed) {
      if (!pulse.guard(this::pass)) {
        failed();
      }
    }
    answerAll();
  }

  private void pass() {
    await();
    look();
  }

  private void await() {
    var wait = left(pace.sample(), passNanos);
    if (!unread().isEmpty()) {
      wait = Math.min(wait, left(pace.fresh(), firstNanos));
    }
    wait = Math.max(wait, readings.restNanos());
    if (!requests.isEmpty()) {
      wait = Math.min(wait, answers.restNanos());
    }
    try {
      if (wakes.tryAcquire(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
        wakes.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private long left(Duration interval, long sinceNanos) {
    return sinceNanos + interval.toNanos() - clocks.nanos();
  }

  private void look() {
    if (!closed && readings.isRested()) {
      read();
    }
    if (!closed && answers.isRested() && !requests.isEmpty()) {
      answers.take(this::serve);
    }
  }

  /** A pod that was never read does not wait for the next pass, nor has all others read. */
  private void read() {
    var unread = unread();
    if (clocks.hasPassed(pace.sample(), passNanos)) {
      passNanos = clocks.nanos();
      readings.take(() -> tell(reader.read(wanted.values())));
    } else if (!unread.isEmpty() && clocks.hasPassed(pace.fresh(), firstNanos)) {
      firstNanos = clocks.nanos();
      readings.take(() -> tell(reader.readSome(unread)));
    }
  }

  /** Also those that had no cgroup yet when they were read, and have some now. */
  private List<WatchedPod> unread() {
    return wanted.values().stream()
        .filter(
            pod -> {
              var read = latest.get(pod.uid());
              return read == null || (read.cgroups().isEmpty() && !pod.cgroups().isEmpty());
            })
        .toList();
  }

  private void serve() {
    var asked = Map.copyOf(requests);
    try {
      tell(
          reader.readFresh(
              wanted.values().stream().filter(pod -> asked.containsKey(pod.uid())).toList()));
    } finally {
      var ended = clocks.nanos();
      asked.forEach((uid, request) -> answer(uid, request, ended));
    }
  }

  private void answer(String uid, CompletableFuture<Void> request, long nanos) {
    servedNanos.put(uid, nanos);
    requests.remove(uid, request);
    request.complete(null);
  }

  private void answerAll() {
    requests.forEach((uid, request) -> answer(uid, request, clocks.nanos()));
  }

  private void tell(Collection<PodMemory> read) {
    var now = wanted;
    read.forEach(pod -> latest.put(pod.pod().uid(), pod));
    latest.keySet().retainAll(now.keySet());
    servedNanos.keySet().retainAll(now.keySet());
    audience.accept(new MemoryLook(List.copyOf(latest.values())));
  }

  private void failed() {
    if (!closed) {
      answerAll();
      LockSupport.parkNanos(AFTER_FAILURE.toNanos());
    }
  }

  /** How it is doing. */
  public Pulse pulse() {
    return pulse;
  }

  /** A pass under way ends by itself, and no other begins; whoever waits is answered. */
  @Override
  public void close() {
    closed = true;
    pulse.end();
    wakes.release();
    answerAll();
  }
}

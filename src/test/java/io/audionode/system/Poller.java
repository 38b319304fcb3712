package io.audionode.system;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Reads the {@code total} of a pressure file again and again, as programs without triggers do. */
final class Poller implements AutoCloseable {
  private final Duration period;
  private final LongSupplier total;
  private final List<Poll> polls = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::poll);

  /**
   * One look.
   *
   * @param nanos when, on the monotonic clock
   */
  record Poll(long nanos, long totalMicros) {}

  private Poller(Duration period, LongSupplier total) {
    this.period = period;
    this.total = total;
  }

  /** Begins at a random moment of its first period. */
  static Poller every(Duration period, LongSupplier total) {
    var poller = new Poller(period, total);
    poller.thread.start();
    return poller;
  }

  private void poll() {
    try {
      var next = System.nanoTime() + ThreadLocalRandom.current().nextLong(period.toNanos());
      while (true) {
        Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        polls.add(new Poll(System.nanoTime(), total.getAsLong()));
        next += period.toNanos();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Duration period() {
    return period;
  }

  List<Poll> polls() {
    return List.copyOf(polls);
  }

  /** When, after a moment, it first found that tasks had stalled so long since its look before. */
  OptionalLong noticed(long since, Duration stall) {
    var all = polls();
    return IntStream.range(1, all.size())
        .filter(i -> all.get(i).nanos() > since)
        .filter(i -> grown(all, i) >= stall.toNanos() / 1_000)
        .mapToLong(i -> all.get(i).nanos())
        .findFirst();
  }

  /** Whether nothing has stalled for so long. */
  boolean isCalm(Duration duration) {
    var all = polls();
    var from = System.nanoTime() - duration.toNanos();
    return all.size() > 1
        && all.getFirst().nanos() < from
        && IntStream.range(1, all.size())
            .filter(i -> all.get(i).nanos() > from)
            .allMatch(i -> grown(all, i) == 0);
  }

  private static long grown(List<Poll> all, int i) {
    return all.get(i).totalMicros() - all.get(i - 1).totalMicros();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

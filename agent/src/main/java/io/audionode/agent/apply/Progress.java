package io.audionode.agent.apply;

import io.audionode.agent.model.Migration;
import io.audionode.agent.model.Migration.Residue;
import io.audionode.agent.model.Migration.State;
import io.audionode.cgroupfs.format.Bytes;
import io.audionode.cgroupfs.tree.CgroupPath;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far a migration is. Written by its thread, read by any. */
final class Progress {
  private final CgroupPath home;
  private final int node;

  /** More kinds of residue tell nobody more, and each process may have one of its own. */
  private static final int MOST_REASONS = 16;

  private static final Duration HANGS = Duration.ofSeconds(1);

  private final Time time;
  private final Map<String, Bytes> residue = new TreeMap<>();
  private State state = State.WAITING;
  private @Nullable String why;
  private Bytes moved = Bytes.ZERO;
  private Bytes left = Bytes.ZERO;
  private int pass;
  private long begun;
  private Duration earlier = Duration.ZERO;
  private Duration worst = Duration.ZERO;
  private Duration floor = Duration.ZERO;
  private int batch;
  private volatile Migration now;
  private volatile @Nullable Long callSince;

  Progress(CgroupPath home, int node, Time time) {
    this.home = home;
    this.node = node;
    this.time = time;
    this.begun = time.nanos();
    this.now = picture();
  }

  /** With a word on a call that hangs in the kernel, where nobody can call it off. */
  Migration now() {
    var since = callSince;
    var taken = since == null ? Duration.ZERO : time.since(since);
    return taken.compareTo(HANGS) < 0
        ? now
        : now.because("one call has taken %d s".formatted(taken.toSeconds()));
  }

  /** Its turn has come; the time before does not count. */
  void begin() {
    begun = time.nanos();
    now = picture();
  }

  /** Its turn is over, and it waits for the next one. */
  void passTurn(String reason) {
    earlier = took();
    begun = time.nanos();
    state(State.WAITING, reason);
  }

  /** All is gone through once more. */
  void pass(Bytes away) {
    pass++;
    left = away;
    residue.clear();
    now = picture();
  }

  void state(State newState, @Nullable String reason) {
    state = newState;
    why = reason;
    now = picture();
  }

  /**
   * All is gone through as often as it is worth. It has failed where memory is wanting, since to
   * narrow the memory nodes to one that is full would have the kernel kill for it, and where most
   * stays elsewhere, since threads on the node would run beside nothing of theirs.
   */
  void done(ContainerPages.Spread spread) {
    left = spread.away();
    if (residue.containsKey(PageMover.NODE_IS_FULL)) {
      state(State.FAILED, PageMover.NODE_IS_FULL);
    } else if (isTooMuchAway(spread)) {
      state(State.FAILED, "most of it stays elsewhere: " + mostFrequent());
    } else {
      state(State.DONE, null);
    }
  }

  /**
   * Whether pages stay elsewhere that a whole pass did not find there. With NUMA balancing on
   * move_pages(2) answers ENOENT of pages that are there: on 6.1 of 84,724 of 102,663 in one pass.
   * It marks them until they are used, and gup_can_follow_protnone in mm/gup.c passes those over.
   */
  boolean hides(ContainerPages.Spread spread) {
    return residue.isEmpty() && isTooMuchAway(spread);
  }

  private static boolean isTooMuchAway(ContainerPages.Spread spread) {
    return spread.isMostlyAway() && spread.away().compareTo(Migration.MOST_AT_ONCE) > 0;
  }

  private String mostFrequent() {
    return residue.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(
            "it comes back, or NUMA balancing (kernel.numa_balancing) hides it until it is used");
  }

  void moved(Bytes bytes) {
    moved = moved.plus(bytes);
    left = left.minusOrZero(bytes);
  }

  void stays(Bytes bytes, String reason) {
    var known = residue.containsKey(reason) || reason.equals(PageMover.NODE_IS_FULL);
    residue.merge(
        known || residue.size() < MOST_REASONS ? reason : "other reasons", bytes, Bytes::plus);
  }

  /** A call begins. */
  void calling() {
    callSince = time.nanos();
  }

  /** It is through, or was refused. */
  void calledBack() {
    callSince = null;
  }

  /**
   * A call is through.
   *
   * @param beyond what of its time is due to its pages
   */
  void called(Duration beyond, int nextBatch, Duration emptyCall) {
    worst = worst.compareTo(beyond) < 0 ? beyond : worst;
    batch = nextBatch;
    floor = emptyCall;
    now = picture();
  }

  private Migration picture() {
    var stays =
        residue.entrySet().stream().map(e -> new Residue(e.getValue(), e.getKey())).toList();
    return new Migration(
        home, node, state, why, moved, left, pass, batch, worst, floor, took(), stays);
  }

  private Duration took() {
    return earlier.plus(time.since(begun));
  }
}

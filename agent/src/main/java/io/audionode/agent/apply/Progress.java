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
  private final Map<String, Bytes> residue = new TreeMap<>();
  private State state = State.WAITING;
  private @Nullable String why;
  private Bytes moved = Bytes.ZERO;
  private Bytes left = Bytes.ZERO;
  private int pass;
  private long begun;
  private Duration worst = Duration.ZERO;
  private Duration floor = Duration.ZERO;
  private int batch;
  private volatile Migration now;

  Progress(CgroupPath home, int node) {
    this.home = home;
    this.node = node;
    this.begun = System.nanoTime();
    this.now = picture();
  }

  Migration now() {
    return now;
  }

  /** Its turn has come; the time before does not count. */
  void begin() {
    begun = System.nanoTime();
    now = picture();
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
   * What is left is what could not be moved. Where that is for want of memory it has failed: to
   * narrow the memory nodes to one that is full would have the kernel kill for it.
   */
  void done() {
    left = residue.values().stream().reduce(Bytes.ZERO, Bytes::plus);
    if (residue.containsKey(PageMover.NODE_IS_FULL)) {
      state(State.FAILED, PageMover.NODE_IS_FULL);
    } else {
      state(State.DONE, null);
    }
  }

  void moved(Bytes bytes) {
    moved = moved.plus(bytes);
    left = left.minusOrZero(bytes);
  }

  void stays(Bytes bytes, String reason) {
    residue.merge(reason, bytes, Bytes::plus);
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
    var took = Duration.ofNanos(System.nanoTime() - begun);
    return new Migration(
        home, node, state, why, moved, left, pass, batch, worst, floor, took, stays);
  }
}

package io.audionode.agent.report.memory;

import io.audionode.agent.model.memory.MemoryLook;
import io.audionode.agent.model.memory.PodMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Keeps what the memory watcher last saw, and an hour of history. Any thread; a reader waits for a
 * writer no longer than taking in a look takes.
 *
 * <p>Bounded for each pod: about 5 KiB for itself, as much for each of at most 16 cgroups, and 4
 * KiB for each of at most {@value PodTrack#MOST_PROCESSES} processes.
 */
public final class MemoryBoard implements Consumer<MemoryLook> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, PodTrack> pods = new HashMap<>();

  @Override
  public void accept(MemoryLook look) {
    lock.lock();
    try {
      pods.keySet()
          .retainAll(look.pods().stream().map(pod -> pod.pod().uid()).collect(Collectors.toSet()));
      look.pods().forEach(this::read);
    } finally {
      lock.unlock();
    }
  }

  private void read(PodMemory pod) {
    var track = pods.get(pod.pod().uid());
    if (track == null) {
      pods.put(pod.pod().uid(), new PodTrack(pod));
    } else if (pod.nanos() - track.latest().nanos() > 0) {
      track.read(pod);
    }
  }

  /** One pod now; empty when it was never read. */
  public Optional<PodMemoryView> view(String uid) {
    lock.lock();
    try {
      return Optional.ofNullable(pods.get(uid)).map(PodMemoryViews::of);
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of history, without the objects around it. */
  int bytes() {
    lock.lock();
    try {
      return pods.values().stream().mapToInt(PodTrack::bytes).sum();
    } finally {
      lock.unlock();
    }
  }
}

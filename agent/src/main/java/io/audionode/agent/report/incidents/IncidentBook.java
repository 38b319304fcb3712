package io.audionode.agent.report.incidents;

import io.audionode.agent.report.incidents.IncidentsView.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest incidents, at most {@link #MOST}, each at most about 100 KiB; the oldest goes first. A
 * pod that is killed over and over puts out its own before those of others. Any thread.
 */
public final class IncidentBook {
  static final int MOST = 100;
  static final int MOST_OF_POD = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<String, IncidentView> incidents = new TreeMap<>();

  /** Adds one; returns the ids of those that are no longer kept, perhaps its own. */
  public List<String> add(IncidentView incident) {
    lock.lock();
    try {
      incidents.put(incident.id(), incident);
      var gone = new ArrayList<String>();
      gone.addAll(oldest(ofPod(incident), MOST_OF_POD));
      incidents.keySet().removeAll(gone);
      gone.addAll(oldest(List.copyOf(incidents.keySet()), MOST));
      incidents.keySet().removeAll(gone);
      return gone;
    } finally {
      lock.unlock();
    }
  }

  private List<String> ofPod(IncidentView incident) {
    return incidents.values().stream()
        .filter(other -> other.subject().equals(incident.subject()))
        .map(IncidentView::id)
        .toList();
  }

  private static List<String> oldest(List<String> ids, int kept) {
    return List.copyOf(ids.subList(0, Math.max(0, ids.size() - kept)));
  }

  public Optional<IncidentView> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(incidents.get(id));
    } finally {
      lock.unlock();
    }
  }

  /** All in short, the newest first. */
  public IncidentsView all() {
    lock.lock();
    try {
      return new IncidentsView(
          incidents.descendingMap().values().stream().map(Summary::of).toList());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Those of one pod.
   *
   * @param pod its UID, its namespace and name, or its name alone
   */
  public IncidentsView ofPod(String pod) {
    return new IncidentsView(
        all().incidents().stream()
            .filter(
                one ->
                    pod.equals(one.pod())
                        || pod.equals(one.subject())
                        || one.subject().endsWith("/" + pod))
            .toList());
  }

  public int size() {
    lock.lock();
    try {
      return incidents.size();
    } finally {
      lock.unlock();
    }
  }
}

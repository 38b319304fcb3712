package io.audionode.agent.journal;

import io.audionode.agent.model.Original;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a journal's lines come to, taken one after the other. */
final class Ledger {
  /** How many closed lines are remembered, the latest: a journal of any length fits in memory. */
  static final int MOST_CLOSED = 20_000;

  private final Map<String, Original> open = new LinkedHashMap<>();
  private final LinkedHashMap<String, Original> closed = new LinkedHashMap<>();
  private Entry.@Nullable Header header;

  void add(Entry entry) {
    switch (entry) {
      case Entry.Header begun -> {
        header = begun;
        open.clear();
        closed.clear();
      }
      case Entry.Opened(var original) -> {
        closed.remove(original.key());
        open.merge(original.key(), original, Original::renewedBy);
      }
      case Entry.Closed(var key) -> close(key);
    }
  }

  private void close(String key) {
    var original = open.remove(key);
    if (original != null) {
      closed.put(key, original);
    }
    if (closed.size() > MOST_CLOSED) {
      closed.pollFirstEntry();
    }
  }

  /** Which boot the lines are about; null while that is not known. */
  Entry.@Nullable Header header() {
    return header;
  }

  /** Whether the lines that follow may be of kinds that this version does not know. */
  boolean isNewer() {
    return header != null && header.schema() > Entry.Header.SCHEMA;
  }

  /** Whether a line would tell nothing that is not open already. */
  boolean knows(Original original) {
    var known = open.get(original.key());
    return known != null && known.renewedBy(original).equals(known);
  }

  /** The line that one with this key would renew. */
  Optional<Original> opened(String key) {
    return Optional.ofNullable(open.get(key));
  }

  /** What is changed and not put back, in the order of the changes. */
  Collection<Original> open() {
    return open.values();
  }

  /** What was put back, or went away by itself, the latest last. */
  List<Original> closed() {
    return List.copyOf(closed.values());
  }
}

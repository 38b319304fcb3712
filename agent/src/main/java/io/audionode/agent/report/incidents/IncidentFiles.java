package io.audionode.agent.report.incidents;

import io.audionode.agent.journal.Documents;
import io.audionode.agent.model.Excerpt;
import io.audionode.agent.report.status.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for each incident that is kept: {@code incidents/ID.json} beside the journal. Blocks; for
 * one thread, but for {@link #problems}. A disk that is full or broken costs the file, never more.
 */
public final class IncidentFiles {
  /** The directory's name in the state directory. */
  public static final String DIRECTORY = "incidents";

  static final int MAX_BYTES = 512 << 10;

  /** All files together; the oldest go first. */
  static final long MAX_BYTES_TOGETHER = 16 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(IncidentFiles.class);
  private static final String SUFFIX = ".json";
  private static final int MOST_PROBLEMS = 10;
  private static final int LONGEST_PROBLEM = 200;

  private final Documents documents;
  private final TreeMap<String, Integer> sizes = new TreeMap<>();
  private volatile Map<String, String> problems = Map.of();

  public IncidentFiles(Path state) {
    this(new Documents(state.resolve(DIRECTORY), MAX_BYTES));
  }

  IncidentFiles(Documents documents) {
    this.documents = documents;
  }

  /** Why files could not be written or read, one for each file; empty when all is well. */
  public List<String> problems() {
    return List.copyOf(problems.values());
  }

  /** What is kept, the oldest first. A damaged file is said and left out. */
  public List<IncidentView> load() {
    var incidents = new ArrayList<IncidentView>();
    try {
      var names = documents.names();
      var older = Math.max(0, names.size() - IncidentBook.MOST);
      names.subList(0, older).forEach(this::remove);
      names.subList(older, names.size()).forEach(name -> load(name, incidents));
    } catch (IOException e) {
      problem(DIRECTORY, "cannot be listed: " + e);
    }
    return incidents;
  }

  private void load(String name, List<IncidentView> incidents) {
    try {
      var text = documents.read(name);
      var incident = Json.read(text, IncidentView.class);
      if (!name.equals(incident.id() + SUFFIX)) {
        throw new IOException("is of another incident: " + incident.id());
      }
      incidents.add(incident);
      sizes.put(name, text.length());
    } catch (IOException | RuntimeException e) {
      problem(name, "is damaged and left out: " + e.getMessage());
    }
  }

  /** Writes one. */
  public void save(IncidentView incident) {
    var name = incident.id() + SUFFIX;
    try {
      sizes.put(name, documents.write(name, Json.text(incident)));
      problems = without(name);
    } catch (IOException | RuntimeException e) {
      problem(name, "could not be written: " + e);
    }
    while (sizes.size() > 1 && together() > MAX_BYTES_TOGETHER) {
      remove(sizes.firstKey());
    }
  }

  private long together() {
    return sizes.values().stream().mapToLong(size -> size).sum();
  }

  /** Removes that of an incident which is no longer kept. */
  public void forget(String id) {
    remove(id + SUFFIX);
  }

  private void remove(String name) {
    sizes.remove(name);
    try {
      documents.remove(name);
    } catch (IOException e) {
      problem(name, "could not be removed: " + e);
    }
  }

  private void problem(String name, String what) {
    LOG.warn("incident {} {}", name, what);
    var more = new TreeMap<>(problems);
    more.put(name, name + " " + Excerpt.of(what, LONGEST_PROBLEM));
    while (more.size() > MOST_PROBLEMS) {
      more.pollFirstEntry();
    }
    problems = more;
  }

  private Map<String, String> without(String name) {
    var fewer = new TreeMap<>(problems);
    fewer.remove(name);
    return fewer;
  }
}

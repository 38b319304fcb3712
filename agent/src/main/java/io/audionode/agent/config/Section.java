package io.audionode.agent.config;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The keys of one mapping in the file. */
record Section(Entry place, Map<String, Entry> entries) {
  private static final int MAX_LIST = 32;

  Section {
    entries = Collections.unmodifiableMap(entries);
  }

  /** Reports every key that is none of these. */
  Section only(List<String> known) {
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            String meant =
                Suggestion.closest(key, known).map(k -> "did you mean \"" + k + "\"? ").orElse("");
            entry.problem("is no key; " + meant + "allowed: " + String.join(", ", known));
          }
        });
    return this;
  }

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Whether a list is not given, or given without elements. */
  boolean hasNone(String key) {
    return entry(key)
        .map(entry -> entry.node() instanceof SequenceNode list && list.getValue().isEmpty())
        .orElse(true);
  }

  /** The value of a key, or the fallback when it is not given. */
  <T> T read(String key, Grammar<T> grammar, T fallback) {
    return entry(key).flatMap(entry -> entry.read(grammar)).orElse(fallback);
  }

  /** The value of a key that must be given. */
  <T> Optional<T> require(String key, Grammar<T> grammar) {
    if (entry(key).isEmpty()) {
      place.problem(key + " is missing; allowed: " + grammar.allowed());
    }
    return entry(key).flatMap(entry -> entry.read(grammar));
  }

  /** The list of a key, or the fallback when it is not given; bad elements are left out. */
  <T> List<T> list(String key, Function<Entry, Optional<T>> element, List<T> fallback) {
    return entry(key)
        .flatMap(entry -> entry.items(MAX_LIST))
        .map(items -> items.stream().flatMap(item -> element.apply(item).stream()).toList())
        .orElse(fallback);
  }

  /** Like {@link #list}, of elements that each have a name of their own. */
  <T> List<T> named(
      String key,
      Function<Entry, Optional<T>> element,
      Function<T, String> name,
      List<T> fallback) {
    var names = new HashSet<String>();
    return list(
        key,
        item -> element.apply(item).filter(it -> isNew(name.apply(it), names, item)),
        fallback);
  }

  private static boolean isNew(String name, Set<String> names, Entry place) {
    if (!names.add(name)) {
      place.problem("is called \"" + name + "\" like one before it; allowed: one of each name");
      return false;
    }
    return true;
  }
}

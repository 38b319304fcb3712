package io.audionode.agent.config;

import io.audionode.agent.config.Grammar.Refusal;
import io.audionode.agent.model.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value at its place in the file. What it cannot be read as becomes a problem, not an exception.
 */
record Entry(String path, Node node, Problems problems) {
  /** The value by its grammar; empty with a problem when it is something else. */
  <T> Optional<T> read(Grammar<T> grammar) {
    try {
      if (node instanceof ScalarNode scalar) {
        return Optional.of(grammar.read(scalar.getValue()));
      }
      problem("is " + kind() + "; allowed: " + grammar.allowed());
    } catch (Refusal e) {
      problem("\"%s\" %s; allowed: %s".formatted(value(), e.getMessage(), grammar.allowed()));
    }
    return Optional.empty();
  }

  /** The elements of a list; empty with a problem when it is no list, or one longer than that. */
  Optional<List<Entry>> items(int most) {
    if (!(node instanceof SequenceNode sequence)) {
      problem("is " + kind() + "; allowed: a list, [] for none");
      return Optional.empty();
    }
    if (sequence.getValue().size() > most) {
      problem("has " + sequence.getValue().size() + " elements; allowed: up to " + most);
      return Optional.empty();
    }
    var items = new ArrayList<Entry>();
    for (Node item : sequence.getValue()) {
      items.add(new Entry(path + "[" + items.size() + "]", item, problems));
    }
    return Optional.of(items);
  }

  /** The keys of a mapping, each at most once; nothing at all counts as a mapping without keys. */
  Section section() {
    var entries = new LinkedHashMap<String, Entry>();
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(tuple -> add(tuple, entries));
    } else if (!node.getTag().equals(Tag.NULL)) {
      problem("is " + kind() + "; allowed: keys with values");
    }
    return new Section(this, entries);
  }

  /** Reports this place as wrong. */
  void problem(String message) {
    problems.add(new Problem(path, value(), message, BoundedYaml.line(node)));
  }

  private void add(NodeTuple tuple, Map<String, Entry> entries) {
    String key = ((ScalarNode) tuple.getKeyNode()).getValue();
    String keyPath = (path.isEmpty() ? "" : path + ".") + Excerpt.of(key);
    if (entries.putIfAbsent(key, new Entry(keyPath, tuple.getValueNode(), problems)) != null) {
      new Entry(keyPath, tuple.getKeyNode(), problems).problem("is given twice; allowed: once");
    }
  }

  private String value() {
    return node instanceof ScalarNode scalar ? Excerpt.of(scalar.getValue()) : kind();
  }

  private String kind() {
    return switch (node) {
      case MappingNode _ -> "a mapping";
      case SequenceNode _ -> "a list";
      default ->
          node.getTag().equals(Tag.NULL)
              ? "empty"
              : "\"" + Excerpt.of(((ScalarNode) node).getValue()) + "\"";
    };
  }
}

package io.audionode.agent.config;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML 1.2 from hands that are not trusted: length, depth, number of nodes and what aliases expand
 * to are checked before anything is built, because the parser itself recurses without a bound.
 */
public final class BoundedYaml {
  static final int MAX_DEPTH = 50;
  static final int MAX_EVENTS = 50_000;
  static final int MAX_EXPANDED = 100_000;
  static final int MAX_DIGITS = 100;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setSchema(new CoreSchema()).build();

  private BoundedYaml() {}

  /** Each document as plain maps, lists and scalars; empty documents are left out. */
  public static List<Object> values(String text) throws MalformedYamlException {
    var values = new ArrayList<>();
    for (Node document : documents(text)) {
      values.add(
          guarded(
              () ->
                  new StandardConstructor(SETTINGS)
                      .constructSingleDocument(Optional.of(document))));
    }
    return values;
  }

  /** Each document as a tree of nodes that know their lines; empty documents are left out. */
  static List<Node> documents(String text) throws MalformedYamlException {
    if (text.length() > BoundedFile.MAX_BYTES) {
      throw new MalformedYamlException(1, "is longer than " + BoundedFile.MAX_BYTES + " bytes");
    }
    return guarded(() -> composed(text));
  }

  /** The line a node starts on, counted from 1. */
  static int line(Node node) {
    return line(node.getStartMark());
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }

  private static List<Node> composed(String text) throws MalformedYamlException {
    checkEvents(new Parse(SETTINGS).parseString(text));
    var documents = new ArrayList<Node>();
    for (Node document : new Compose(SETTINGS).composeAllFromString(text)) {
      new Expansion().check(document);
      if (!document.getTag().equals(Tag.NULL)) {
        documents.add(document);
      }
    }
    return documents;
  }

  private static void checkEvents(Iterable<Event> events) throws MalformedYamlException {
    int count = 0;
    int depth = 0;
    for (Event event : events) {
      depth +=
          switch (event.getEventId()) {
            case MappingStart, SequenceStart -> 1;
            case MappingEnd, SequenceEnd -> -1;
            case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> 0;
          };
      count++;
      check(depth <= MAX_DEPTH, event.getStartMark(), "nests deeper than " + MAX_DEPTH);
      check(count <= MAX_EVENTS, event.getStartMark(), "has more than " + MAX_EVENTS + " parts");
    }
  }

  private static void check(boolean holds, Optional<Mark> mark, String message)
      throws MalformedYamlException {
    if (!holds) {
      throw new MalformedYamlException(line(mark), message);
    }
  }

  private interface Parsing<T> {
    T run() throws MalformedYamlException;
  }

  private static <T> T guarded(Parsing<T> parsing) throws MalformedYamlException {
    try {
      return parsing.run();
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark().or(e::getContextMark);
      throw new MalformedYamlException(line(mark), "is not YAML: " + e.getProblem());
    } catch (RuntimeException e) {
      // Besides its own family the parser lets number and tag errors of every kind through.
      throw new MalformedYamlException(1, "is not YAML: " + e.getMessage());
    }
  }

  /** How many nodes a tree has when each alias is written out. */
  private static final class Expansion {
    private static final int OPEN = -1;

    private final IdentityHashMap<Node, Integer> sizes = new IdentityHashMap<>();

    void check(Node root) throws MalformedYamlException {
      BoundedYaml.check(
          size(root) <= MAX_EXPANDED,
          root.getStartMark(),
          "has aliases that expand to more than " + MAX_EXPANDED + " parts");
    }

    private int size(Node node) throws MalformedYamlException {
      checkDigits(node);
      Integer known = sizes.putIfAbsent(node, OPEN);
      if (known == null) {
        known = 1;
        for (Node child : children(node).toList()) {
          known = Math.min(MAX_EXPANDED + 1, known + size(child));
        }
        sizes.put(node, known);
      }
      BoundedYaml.check(known != OPEN, node.getStartMark(), "has an alias to what contains it");
      return known;
    }

    /** Reading a number takes time by the square of its length. */
    private static void checkDigits(Node node) throws MalformedYamlException {
      boolean isLong = node instanceof ScalarNode scalar && scalar.getValue().length() > MAX_DIGITS;
      boolean isNumber = node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
      BoundedYaml.check(
          !(isLong && isNumber),
          node.getStartMark(),
          "has a number of more than " + MAX_DIGITS + " digits");
    }

    private static Stream<Node> children(Node node) {
      return switch (node) {
        case MappingNode mapping ->
            mapping.getValue().stream().flatMap(t -> Stream.of(t.getKeyNode(), t.getValueNode()));
        case SequenceNode sequence -> sequence.getValue().stream();
        default -> Stream.empty();
      };
    }
  }
}

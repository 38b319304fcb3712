package io.audionode.agent.observe.pods;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object of a pod as YAML and JSON give them, of which only those are looked at
 * that are asked for: what is wrong elsewhere in a pod is its author's and the API server's
 * business. Null is the same as missing, as it is to Kubernetes.
 *
 * <p>What is wrong is said by its place, such as {@code spec.containers[0].resources}, and never by
 * its text: it may be a password that somebody wrote into the wrong field.
 */
final class Fields {
  private final Map<?, ?> fields;
  private final String place;

  private Fields(Map<?, ?> fields, String place) {
    this.fields = fields;
    this.place = place;
  }

  /** Those of a whole Pod. */
  static Fields of(Map<?, ?> object) {
    return new Fields(requireNonNull(object, "object is null"), "");
  }

  /** The names of those that are there, with what they hold or without. */
  Set<?> names() {
    return fields.keySet();
  }

  /**
   * A text. A number, true and false are taken as their text, since that is what authors mean who
   * forget the quotes.
   *
   * @throws PodException when it is something else
   */
  Optional<String> text(String name) throws PodException {
    return switch (fields.get(name)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      case Number number -> Optional.of(number.toString());
      case Boolean truth -> Optional.of(truth.toString());
      default -> throw wrong(at(name));
    };
  }

  /**
   * A whole number.
   *
   * @throws PodException when it is something else
   */
  Optional<Long> number(String name) throws PodException {
    return switch (fields.get(name)) {
      case null -> Optional.empty();
      case Integer number -> Optional.of(number.longValue());
      case Long number -> Optional.of(number);
      default -> throw wrong(at(name));
    };
  }

  /**
   * An object; without fields when there is none.
   *
   * @throws PodException when it is something else
   */
  Fields object(String name) throws PodException {
    return object(fields.get(name), at(name));
  }

  /**
   * A list of objects without those that are null; empty when there is none.
   *
   * @throws PodException when it, or one of its elements, is something else
   */
  List<Fields> objects(String name) throws PodException {
    var objects = new ArrayList<Fields>();
    switch (fields.get(name)) {
      case null -> {}
      case List<?> list -> {
        for (var i = 0; i < list.size(); i++) {
          if (list.get(i) != null) {
            objects.add(object(list.get(i), "%s[%d]".formatted(at(name), i)));
          }
        }
      }
      default -> throw wrong(at(name));
    }
    return objects;
  }

  /**
   * The fields of an object of texts, such as labels, that are used, without those that are null.
   *
   * @throws PodException when it, or what one of those holds, is something else
   */
  Map<String, String> texts(String name, Predicate<String> used) throws PodException {
    var object = object(name);
    var texts = new LinkedHashMap<String, String>();
    for (var key : object.names()) {
      if (key instanceof String field && used.test(field)) {
        object.text(field).ifPresent(text -> texts.put(field, text));
      }
    }
    return texts;
  }

  private static Fields object(@Nullable Object value, String place) throws PodException {
    return switch (value) {
      case null -> new Fields(Map.of(), place);
      case Map<?, ?> object -> new Fields(object, place);
      default -> throw wrong(place);
    };
  }

  private String at(String name) {
    return (place.isEmpty() ? "" : place + ".") + Excerpt.of(name);
  }

  private static PodException wrong(String place) {
    return new PodException("%s is not what a Pod has there".formatted(place));
  }
}

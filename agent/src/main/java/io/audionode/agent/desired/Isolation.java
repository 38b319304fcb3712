package io.audionode.agent.desired;

import io.audionode.agent.config.Profile;
import io.audionode.agent.config.ThreadClass;
import io.audionode.cgroupfs.format.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The annotation {@code isolate}: more names of threads for the classes of a pod's profile, such as
 * {@code mixer* io=disk-?}. A name without a class is for the first one.
 *
 * <p>Names with {@code *} and {@code ?}, not regular expressions: a pod's author is a stranger, and
 * there are expressions that take for ever on fifteen characters.
 */
final class Isolation {
  /** The longest text that is read, and far longer than 15 bytes need. */
  private static final int MOST_CHARACTERS = 1024;

  private static final Pattern WORD = Pattern.compile("(?:([a-z0-9-]+)=)?([^=]+)");

  /** More wildcards than a name of fifteen characters can use. */
  private static final int MOST_WILDCARDS = 4;

  private Isolation() {}

  /** What may be said, for people. */
  static String allowed(Profile profile) {
    return profile.threads().isEmpty()
        ? "none, for profile %s has no thread class".formatted(profile.name())
        : "names of threads, with * and ? for any characters, each alone or as CLASS=NAME with one of the classes "
            + names(profile);
  }

  private static String names(Profile profile) {
    return profile.threads().stream().map(ThreadClass::name).collect(Collectors.joining(", "));
  }

  /**
   * From the annotation's text to the profile with those names.
   *
   * <p>It throws IllegalArgumentException for what is not allowed.
   */
  static Function<String, Profile> reader(Profile profile) {
    return text -> {
      if (text.length() > MOST_CHARACTERS || profile.threads().isEmpty()) {
        throw new IllegalArgumentException(text);
      }
      var classes = new ArrayList<>(profile.threads());
      Words.parse(text).forEach(word -> add(word, classes));
      return profile.with(classes);
    };
  }

  private static void add(String text, List<ThreadClass> classes) {
    var word = WORD.matcher(text);
    if (!word.matches()) {
      throw new IllegalArgumentException(text);
    }
    var name = word.group(1);
    var more = List.of(pattern(word.group(2)));
    for (var i = 0; i < classes.size(); i++) {
      if (name == null || classes.get(i).name().equals(name)) {
        classes.set(i, classes.get(i).with(more));
        return;
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Pattern pattern(String name) {
    if (name.chars().filter(c -> c == '*').count() > MOST_WILDCARDS) {
      throw new IllegalArgumentException(name);
    }
    var pattern = new StringBuilder("^");
    name.chars().forEach(c -> pattern.append(pattern((char) c)));
    return Pattern.compile(pattern.append('$').toString(), Pattern.DOTALL);
  }

  private static String pattern(char c) {
    return switch (c) {
      case '*' -> ".*";
      case '?' -> ".";
      default -> Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c;
    };
  }
}

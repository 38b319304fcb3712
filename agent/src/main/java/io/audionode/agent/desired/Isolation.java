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
 * {@code ^mixer io=^disk}. A pattern without a class is for the first one.
 */
final class Isolation {
  /** The longest text that is read, and far longer than 15 bytes need. */
  private static final int MOST_CHARACTERS = 1024;

  private static final Pattern WORD = Pattern.compile("(?:([a-z0-9-]+)=)?(.+)");

  private Isolation() {}

  /** What may be said, for people. */
  static String allowed(Profile profile) {
    return profile.threads().isEmpty()
        ? "none, for profile %s has no thread class".formatted(profile.name())
        : "regular expressions on thread names, each alone or as CLASS=PATTERN with one of the classes "
            + names(profile);
  }

  private static String names(Profile profile) {
    return profile.threads().stream().map(ThreadClass::name).collect(Collectors.joining(", "));
  }

  /**
   * From the annotation's text to the profile with those names.
   *
   * <p>It throws IllegalArgumentException for what is not allowed; PatternSyntaxException is one.
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
    var more = List.of(Pattern.compile(word.group(2)));
    for (var i = 0; i < classes.size(); i++) {
      if (name == null || classes.get(i).name().equals(name)) {
        classes.set(i, classes.get(i).with(more));
        return;
      }
    }
    throw new IllegalArgumentException(text);
  }
}

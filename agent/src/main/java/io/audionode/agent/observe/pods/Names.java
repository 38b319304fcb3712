package io.audionode.agent.observe.pods;

import io.audionode.agent.model.Excerpt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Kubernetes allows as a name. Names become parts of messages, metrics and cgroup paths. */
enum Names {
  /** RFC 1123 label: containers and namespaces. */
  LABEL("[a-z0-9]([-a-z0-9]*[a-z0-9])?", 63, "lower-case letters, digits and \"-\""),
  /** RFC 1123 subdomain: pods and runtime classes. */
  SUBDOMAIN(
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
      253,
      "lower-case letters, digits, \"-\" and \".\""),
  /** The UID of a pod: any UUID or hash, safe as the name of a directory. */
  UID("[A-Za-z0-9][-A-Za-z0-9]*", 63, "letters, digits and \"-\"");

  private final Pattern pattern;
  private final int maxLength;
  private final String characters;

  Names(String pattern, int maxLength, String characters) {
    this.pattern = Pattern.compile(pattern);
    this.maxLength = maxLength;
    this.characters = characters;
  }

  /** The text itself, when it is such a name. */
  String require(String path, @Nullable String text) throws PodException {
    if (text == null) {
      throw new PodException(path + " is missing; allowed: " + allowed());
    }
    if (text.length() > maxLength || !pattern.matcher(text).matches()) {
      throw new PodException(
          "%s is \"%s\"; allowed: %s".formatted(path, Excerpt.of(text), allowed()));
    }
    return text;
  }

  private String allowed() {
    return "1 to %d %s".formatted(maxLength, characters);
  }
}

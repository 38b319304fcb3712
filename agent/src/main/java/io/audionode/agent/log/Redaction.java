package io.audionode.agent.log;

import java.util.regex.Pattern;

/**
 * Takes out of a text what looks like a bearer token, a JSON web token, or a value named so. Nobody
 * logs one on purpose; but messages of libraries and of other programs are quoted.
 */
final class Redaction {
  private static final String INSTEAD = "[redacted]";

  /** {@code Bearer ...}, as in a header. */
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer\\s+)[\\w.~+/=-]{4,}");

  /** Three parts of Base64url, of which the first two are JSON objects. */
  private static final Pattern JSON_WEB_TOKEN =
      Pattern.compile("\\beyJ[\\w-]{4,}\\.eyJ[\\w-]{4,}\\.[\\w-]*");

  /** {@code "token": "..."} and its like, as in YAML, JSON and query strings. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)\\b((?:access_?|id_?|refresh_?)?token|password|client-key-data|client_?secret)"
              + "([\"']?\\s*[:=]\\s*[\"']?)[\\w.~+/=-]{4,}");

  private Redaction() {}

  static String of(String text) {
    var bearers = BEARER.matcher(text).replaceAll("$1" + INSTEAD);
    var tokens = JSON_WEB_TOKEN.matcher(bearers).replaceAll(INSTEAD);
    return NAMED.matcher(tokens).replaceAll("$1$2" + INSTEAD);
  }
}

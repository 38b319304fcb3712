package io.audionode.docs;

/**
 * Where figures come from.
 *
 * @param command that makes such a run
 * @param date of the run, as in ISO 8601
 * @param kernel its release
 * @param machine what it ran on
 */
public record Origin(String command, String date, String kernel, String machine) {
  String caption() {
    return "%s, %s, kernel %s: `%s`".formatted(date, machine, kernel, command);
  }
}

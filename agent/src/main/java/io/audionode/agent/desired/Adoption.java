package io.audionode.agent.desired;

/** How a container is looked after. */
public enum Adoption {
  /** It lives in the audio subtree. */
  SUBTREE("subtree"),
  /** It stays where kubelet put it, and the knobs are set there. */
  IN_PLACE("in-place"),
  /** The runtime is still preparing it, and what a move needs is not known yet. */
  WAITING("waiting"),
  /** Its pod says {@code audionode.io/hold}: watched, never written. */
  HELD("held");

  private final String word;

  Adoption(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }
}

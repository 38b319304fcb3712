package io.audionode.agent.model.pressure;

/** What a trigger that fired means for audio. */
public enum Verdict {
  /** Tasks of an audio pod stalled, and pages of it had to be read back. */
  AUDIO_HURTS("audio-hurts"),
  /** Tasks of an audio pod stalled, but lost no page: they waited for new memory, or at a limit. */
  AUDIO_WAITS("audio-waits"),
  /** Somebody stalled, and no audio pod both stalled and lost pages. */
  NOISE_ELSEWHERE("noise-elsewhere");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word of the API. */
  public String word() {
    return word;
  }
}

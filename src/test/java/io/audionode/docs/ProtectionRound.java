package io.audionode.docs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an audio program suffered from a hog, and what the hog got done.
 *
 * @param remedy what had been done for the audio program
 * @param majorFaults of the audio program
 * @param periods that passed
 * @param missed those in which no callback ended
 * @param latestMicros how long after its wake-up the latest callbacks ended, the latest first, with
 *     those that a late one left no time for
 * @param firstMissMillis from the hog's start; null when none was missed
 * @param hogMib memory that the hog touched
 * @param hogKilled whether any process of the hog was killed
 */
public record ProtectionRound(
    String remedy,
    long majorFaults,
    long periods,
    long missed,
    List<Long> latestMicros,
    @Nullable Long firstMissMillis,
    long hogMib,
    boolean hogKilled) {

  public ProtectionRound {
    latestMicros = List.copyOf(latestMicros);
  }

  double missedOfThousand() {
    return 1000.0 * missed / periods;
  }

  double worstMillis() {
    return latestMicros.getFirst() / 1000.0;
  }
}

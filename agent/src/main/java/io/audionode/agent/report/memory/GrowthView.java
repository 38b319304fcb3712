package io.audionode.agent.report.memory;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.report.status.Amount;
import io.audionode.cgroupfs.format.Bytes;

/**
 * How much a number grew.
 *
 * @param minutes the window: 1, 5 or 60
 * @param bytes negative when it shrank
 * @param text for people, with its sign
 * @param overSeconds over how long exactly
 * @param sinceStart whether the process is younger than the window, and began with nothing
 */
public record GrowthView(
    int minutes, long bytes, String text, long overSeconds, boolean sinceStart) {
  public GrowthView {
    requireNonNull(text, "text is null");
  }

  static GrowthView of(Window window, Grown grown) {
    return new GrowthView(
        window.minutes(),
        grown.bytes(),
        signed(grown.bytes()),
        grown.over().toSeconds(),
        grown.sinceStart());
  }

  /** Such as {@code +12.5Mi}. */
  static String signed(long bytes) {
    var sign = bytes < 0 ? "-" : bytes > 0 ? "+" : "";
    return sign + Amount.of(Bytes.of(Math.abs(bytes)));
  }
}

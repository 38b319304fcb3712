package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;

/**
 * An amount of memory for programs and for people.
 *
 * @param text rounded to a tenth of a binary unit, such as {@code 203.3Mi}
 */
public record Amount(long bytes, String text) {
  public Amount {
    requireNonNull(text, "text is null");
  }

  public static Amount of(Bytes amount) {
    return new Amount(amount.value(), amount.rounded());
  }

  @Override
  public String toString() {
    return text;
  }
}

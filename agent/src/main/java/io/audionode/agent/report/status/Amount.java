package io.audionode.agent.report.status;

import static java.util.Objects.requireNonNull;

import io.audionode.cgroupfs.format.Bytes;
import java.util.Locale;

/**
 * An amount of memory for programs and for people.
 *
 * @param text rounded to a tenth of a binary unit, such as {@code 203.3Mi}
 */
public record Amount(long bytes, String text) {
  private static final int KIBI = 1024;
  private static final String UNITS = "KMGTPE";

  public Amount {
    requireNonNull(text, "text is null");
  }

  public static Amount of(Bytes amount) {
    return new Amount(amount.value(), human(amount.value()));
  }

  private static String human(long value) {
    if (value < KIBI) {
      return Long.toString(value);
    }
    double amount = value;
    int unit = 0;
    // One tenth below the next unit would print as 1024.0.
    while (amount >= KIBI - 0.05) {
      amount /= KIBI;
      unit++;
    }
    var text = String.format(Locale.ROOT, "%.1f", amount);
    var whole = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    return whole + UNITS.charAt(unit - 1) + "i";
  }

  @Override
  public String toString() {
    return text;
  }
}

package io.audionode.agent.model;

import io.audionode.cgroupfs.format.Bytes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kubernetes resource quantity such as {@code 128Mi}, {@code 1.5G}, {@code 100m} or {@code 1e6}.
 *
 * <p>The grammar is that of k8s.io/apimachinery {@code resource.Quantity}. Configuration,
 * annotations and pods all read their quantities here, so that one text means one number
 * everywhere.
 *
 * @param value the number in base units (bytes, cores); never negative, below 2^63
 */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {
  private static final BigDecimal END = BigDecimal.TWO.pow(63);

  /** Nothing. */
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

  private static final int MAX_LENGTH = 64;
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:([KMGTPE]i|[numkMGTPE]?)|[eE]([+-]?[0-9]{1,3}))");
  private static final String BINARY = "KMGTPE";
  private static final Map<String, Integer> DECIMAL_EXPONENTS =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

  public Quantity {
    if (value.signum() < 0 || value.compareTo(END) >= 0) {
      throw new IllegalArgumentException("quantity is " + value + ", allowed are 0 up to 2^63 - 1");
    }
  }

  /**
   * Reads a quantity.
   *
   * @throws IllegalArgumentException when the text is no quantity, negative, or 2^63 and above
   */
  public static Quantity parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.length() > MAX_LENGTH ? "" : text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "quantity is \"%s\", allowed is a number such as 134217728, 128Mi, 1.5G, 100m or 1e6"
              .formatted(Excerpt.of(text)));
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    return new Quantity(number.multiply(factor(matcher.group(2), matcher.group(3))));
  }

  /** The quantity as bytes; a fraction of a byte counts as a whole one, as in Kubernetes. */
  public Bytes bytes() {
    BigDecimal whole = value.setScale(0, RoundingMode.CEILING);
    return new Bytes(whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact());
  }

  /** The quantity in thousandths, rounded up. */
  public long millis() {
    BigDecimal whole = value.movePointRight(3).setScale(0, RoundingMode.CEILING);
    return whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  /** By size: {@code 1} and {@code 1000m} are the same to this method, though not to equals. */
  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  private static BigDecimal factor(String suffix, String exponent) {
    if (exponent != null) {
      return BigDecimal.ONE.scaleByPowerOfTen(Integer.parseInt(exponent));
    }
    return suffix.endsWith("i")
        ? BigDecimal.TWO.pow(10 * (BINARY.indexOf(suffix.charAt(0)) + 1))
        : BigDecimal.ONE.scaleByPowerOfTen(DECIMAL_EXPONENTS.getOrDefault(suffix, 0));
  }
}

package io.audionode.agent.doctor;

import static java.util.Objects.requireNonNull;

import io.audionode.agent.model.Excerpt;

/**
 * One need of audionode and how this node meets it.
 *
 * @param name what was looked at, such as {@code swap}; fit for print
 * @param finding what is there; fit for print
 * @param remedy what to do; {@code ""} exactly when the verdict is OK
 */
public record Check(String name, Verdict verdict, String finding, String remedy) {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_TEXT = 500;

  public Check {
    requireNonNull(verdict, "verdict is null");
    name = Excerpt.of(name, LONGEST_NAME);
    finding = Excerpt.of(finding, LONGEST_TEXT);
    remedy = Excerpt.of(remedy, LONGEST_TEXT);
    if (remedy.isEmpty() != (verdict == Verdict.OK)) {
      throw new IllegalArgumentException(
          "a check has a remedy exactly when it is not OK: %s, %s".formatted(name, finding));
    }
  }

  static Check ok(String name, String finding) {
    return new Check(name, Verdict.OK, finding, "");
  }

  static Check advice(String name, String finding, String remedy) {
    return new Check(name, Verdict.ADVICE, finding, remedy);
  }

  static Check warning(String name, String finding, String remedy) {
    return new Check(name, Verdict.WARNING, finding, remedy);
  }

  static Check unfit(String name, String finding, String remedy) {
    return new Check(name, Verdict.UNFIT, finding, remedy);
  }

  /** What was looked at could not be read; the check {@link Doctor#READING} says why. */
  static Check unknown(String name) {
    return warning(name, "not known", "see \"%s\"".formatted(Doctor.READING));
  }
}

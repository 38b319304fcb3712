package io.audionode.agent.doctor;

import io.audionode.agent.cli.Commands;
import java.util.Comparator;
import java.util.List;

/**
 * The doctor's answer; as JSON it is what its components say.
 *
 * @param verdict the worst of the checks
 */
public record Diagnosis(Verdict verdict, List<Check> checks) {
  public Diagnosis {
    checks = List.copyOf(checks);
  }

  public Diagnosis(List<Check> checks) {
    this(
        checks.stream().map(Check::verdict).max(Comparator.naturalOrder()).orElse(Verdict.OK),
        checks);
  }

  /** For {@code audionode doctor}. */
  public int exitStatus() {
    return switch (verdict) {
      case OK, ADVICE -> Commands.OK;
      case WARNING -> Commands.FOUND;
      case UNFIT -> Commands.UNFIT;
    };
  }

  /** For people: a line for each check, its remedy below it, and a last line that sums up. */
  public String table() {
    var width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (var check : checks) {
      var row = "%-" + (width + 2) + "s%-9s%s%n";
      text.append(row.formatted(check.name(), check.verdict().mark(), check.finding()));
      if (!check.remedy().isEmpty()) {
        text.append(row.formatted("", "", "-> " + check.remedy()));
      }
    }
    return text.append(summary()).append(System.lineSeparator()).toString();
  }

  private String summary() {
    var warnings = Doctor.count(count(Verdict.WARNING), "warning");
    var advice = count(Verdict.ADVICE);
    return findings(warnings)
        + (advice == 0
            ? ""
            : " %s could be better for audio.".formatted(Doctor.count(advice, "thing")));
  }

  private String findings(String warnings) {
    return switch (verdict) {
      case OK, ADVICE -> "This node is fit.";
      case WARNING -> "This node is fit, with %s.".formatted(warnings);
      case UNFIT ->
          "This node is unfit: %s, %s."
              .formatted(Doctor.count(count(Verdict.UNFIT), "unmet need"), warnings);
    };
  }

  private int count(Verdict which) {
    return (int) checks.stream().filter(check -> check.verdict() == which).count();
  }
}

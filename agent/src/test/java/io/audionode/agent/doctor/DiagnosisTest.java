package io.audionode.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.audionode.agent.cli.Commands;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DiagnosisTest {
  private static final Check FINE = Check.ok("NUMA", "nodes 0, 1");
  private static final Check DOUBTFUL = Check.warning("swap", "1024Mi", "turn swap off");
  private static final Check BAD = Check.unfit("cgroup v2", "only cgroup v1", "boot with v2");

  @Test
  void endsWithTheWorstVerdict() {
    assertThat(new Diagnosis(List.of(FINE)).exitStatus()).isEqualTo(Commands.OK);
    assertThat(new Diagnosis(List.of(FINE, DOUBTFUL)).exitStatus()).isEqualTo(Commands.FOUND);
    assertThat(new Diagnosis(List.of(BAD, DOUBTFUL)).exitStatus()).isEqualTo(Commands.UNFIT);
  }

  @Test
  void showsRemedyBelowItsFinding() {
    assertThat(new Diagnosis(List.of(FINE, DOUBTFUL, BAD)).table())
        .isEqualTo(
            """
            NUMA       ok       nodes 0, 1
            swap       warning  1024Mi
                                -> turn swap off
            cgroup v2  UNFIT    only cgroup v1
                                -> boot with v2
            This node is unfit: 1 unmet need, 1 warning.
            """);
  }

  @Test
  void saysInOneLineHowFitTheNodeIs() {
    assertThat(new Diagnosis(List.of(FINE)).table()).endsWith("This node is fit.\n");
    assertThat(new Diagnosis(List.of(DOUBTFUL, DOUBTFUL)).table())
        .endsWith("This node is fit, with 2 warnings.\n");
  }

  @Test
  void advisesWithoutAWarning() {
    var advice = Check.advice("cpu clock", "powersave on 1 cpu", "performance");
    var diagnosis = new Diagnosis(List.of(FINE, advice));
    assertThat(diagnosis.exitStatus()).isEqualTo(Commands.OK);
    assertThat(diagnosis.table())
        .endsWith("This node is fit. 1 thing could be better for audio.\n");
    assertThat(new Diagnosis(List.of(advice, DOUBTFUL, advice)).table())
        .endsWith("This node is fit, with 1 warning. 2 things could be better for audio.\n");
  }

  @Test
  void readsAsJson() {
    assertThat(new JsonMapper().writeValueAsString(new Diagnosis(List.of(DOUBTFUL))))
        .isEqualTo(
            "{\"verdict\":\"WARNING\",\"checks\":[{\"name\":\"swap\",\"verdict\":\"WARNING\","
                + "\"finding\":\"1024Mi\",\"remedy\":\"turn swap off\"}]}");
  }

  @Test
  void letsNoCheckComplainWithoutRemedy() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Check.warning("swap", "1024Mi", ""))
        .withMessageContaining("swap");
  }

  @Test
  void printsForeignTextOnOneLine() {
    assertThat(Check.ok("a\nb", "c\u001b[31m").finding()).doesNotContain("\u001b");
    assertThat(Check.ok("a\nb", "c").name()).isEqualTo("a b");
  }
}

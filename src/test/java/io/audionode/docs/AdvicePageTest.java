package io.audionode.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without this, the page would drift from the runs that it tells of. */
class AdvicePageTest {
  @Test
  void showsTheFiguresThatWereRecorded() throws IOException {
    assertThat(AdvicePage.protection())
        .contains("`memory.min` alone", "`vm.swappiness=1`")
        .doesNotContain("audionode**", "MemoryQoS");
    assertThat(AdvicePage.advice()).contains("cgroup.type", "GOMEMLIMIT", "avg10");
    assertThat(AdvicePage.page().text())
        .contains(AdvicePage.protection(), AdvicePage.advice())
        .isEqualTo(AdvicePage.text());
  }

  @Test
  void showsWhatCameOfEachAdvice() {
    var run =
        new AdviceRun(
            new Origin("scripts/bench advice", "2026-11-27", "6.1.0", "a guest"),
            List.of(new AdviceRow("`echo 1 > x`", "EINVAL")));
    assertThat(run.markdown())
        .isEqualTo(
            """
            | advice | what the kernel did |
            |---|---|
            | `echo 1 > x` | EINVAL |

            2026-11-27, a guest, kernel 6.1.0: `scripts/bench advice`
            """);
    assertThat(AdviceRun.of(run.json())).isEqualTo(run);
  }
}

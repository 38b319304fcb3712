package io.audionode.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Without this, the page would drift from the runs that it tells of. */
class PerformancePageTest {
  private static final Origin ORIGIN =
      new Origin("scripts/bench it", "2026-11-27", "6.1.0", "a guest");

  @Test
  void showsTheFiguresThatWereRecorded() throws IOException {
    assertThat(PerformancePage.protection()).contains("audionode");
    assertThat(PerformancePage.page().text())
        .contains(PerformancePage.protection(), PerformancePage.births())
        .contains(PerformancePage.cost(), PerformancePage.start())
        .contains(PerformancePage.fleet(), PerformancePage.code())
        .isEqualTo(PerformancePage.text());
  }

  @Test
  void showsTheMedianAndTheSpreadOfEachRemedyInTheOrderOfTheRun() {
    var run =
        new ProtectionRun(
            ORIGIN,
            "anon",
            List.of(
                round("nothing", 300, 10, List.of(1500L, 40L), 1500L, 100, true),
                round("ours", 0, 0, List.of(1000L, 40L), null, 95, false),
                round("ours", 0, 0, List.of(1000L, 30L), null, 95, false),
                round("nothing", 100, 20, List.of(9999L, 50L), 500L, 2000, false),
                round("nothing", 1200, 0, List.of(2500L, 60L), null, 124, false),
                round("ours", 0, 0, List.of(1000L, 20L), null, 95, false)));
    assertThat(run.markdown())
        .isEqualTo(
            """
            | against `anon` | major faults | periods missed of 1,000 | p99.9 | worst | first miss after | the hog touched |
            |---|--:|--:|--:|--:|--:|--:|
            | nothing | 300 (100 to 1,200) | 10.0 (0.0 to 20.0) | 0.1 ms | 2.5 ms (1.5 ms to 10.0 ms) | 1.0 s (0.5 s to 1.5 s), in 2 rounds | 124 MiB (100 MiB to 2,000 MiB); killed in 1 of 3 |
            | ours | 0 | 0.0 | 0.0 ms | 1.0 ms | never | 95 MiB |

            Median (least to most) of 3 rounds each, p99.9 of all of them together. 2026-11-27, a guest, kernel 6.1.0: `scripts/bench it`
            """);
    assertThat(ProtectionRun.of(run.json())).isEqualTo(run);
  }

  @Test
  void showsHowSoonAContainerIsProtected() {
    var run =
        new BirthRun(
            ORIGIN,
            List.of(
                new BirthRow(0, "its cgroup is made", 100, 100, 1500, 2540, 10_000),
                new BirthRow(
                    250, "every process is in there", 99, 100, 12_345, 99_999, 1_234_567)));
    assertThat(run.markdown())
        .isEqualTo(
            """
            | other audio pods | after the directory appeared | births | p50 | p99 | longest |
            |--:|---|--:|--:|--:|--:|
            | 0 | its cgroup is made | 100 of 100 | 1.5 ms | 2.5 ms | 10.0 ms |
            | 250 | every process is in there | 99 of 100 | 12.3 ms | 100.0 ms | 1,234.6 ms |

            2026-11-27, a guest, kernel 6.1.0: `scripts/bench it`
            """);
    assertThat(BirthRun.of(run.json())).isEqualTo(run);
  }

  @Test
  void showsWhatEachDaemonCosts() {
    var run =
        new CostRun(
            ORIGIN,
            List.of(
                new CostRow("ours", 0, 1234L, 90, 40, 20, 30, 1, 98, 10, 2, List.of()),
                new CostRow(
                    "ours",
                    250,
                    2345L,
                    96.04,
                    40.5,
                    20,
                    30,
                    1234,
                    98,
                    1000,
                    12,
                    List.of(new ThreadCost("audionode-sweep", 1, 1200, 60))),
                new CostRow("theirs", 250, null, 1.5, 0.5, 1, 4, 0, 60, 60, 3, List.of())));
    assertThat(run.markdown())
        .isEqualTo(
            """
            | daemon | audio pods | RSS | anonymous | threads | files | CPU a minute | switches a minute | reads a minute, KiB | all protected after |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            | ours | 0 | 90.0 MiB | 40.0 MiB | 20 | 30 | 1 ms | 98 | 10, 2 | 1.2 s |
            | ours | 250 | 96.0 MiB | 40.5 MiB | 20 | 30 | 1,234 ms | 98 | 1,000, 12 | 2.3 s |
            | theirs | 250 | 1.5 MiB | 0.5 MiB | 1 | 4 | 0 ms | 60 | 60, 3 |  |

            What the threads of `ours` did then, with 250 pods:

            | thread | how many | CPU a minute | switches a minute |
            |---|--:|--:|--:|
            | `audionode-sweep` | 1 | 1,200 ms | 60 |

            2026-11-27, a guest, kernel 6.1.0: `scripts/bench it`
            """);
    assertThat(CostRun.of(run.json())).isEqualTo(run);
  }

  @Test
  void showsHowSoonTheAgentIsReady() {
    var run =
        new StartRun(
            ORIGIN,
            95 << 20,
            List.of(
                new StartRow("a JDK", List.of(2000L, 1000L, 1500L), List.of(900L, 700L, 800L), 80),
                new StartRow("ours", List.of(400L, 300L, 350L), List.of(3L, 1L, 2L), 61.25)));
    assertThat(run.markdown())
        .isEqualTo(
            """
            | started by | ready after | processor time by then | RSS by then |
            |---|--:|--:|--:|
            | a JDK | 1,500 ms (1,000 to 2,000) | 800 ms (700 to 900) | 80.0 MiB |
            | ours | 350 ms (300 to 400) | 2 ms (1 to 3) | 61.3 MiB |

            Median (least to most) of 3 starts each, in turns. The image's own layers are 95.0 MiB, compressed. 2026-11-27, a guest, kernel 6.1.0: `scripts/bench it`
            """);
    assertThat(StartRun.of(run.json())).isEqualTo(run);
  }

  @Test
  void showsWhatManyAgentsAskOfTheApiServer() {
    var run =
        new FleetRun(
            ORIGIN,
            200,
            List.of(
                new FleetRow("all start together", false, 4, 20_480, 800, 1234L),
                new FleetRow("nothing", true, 144, 1 << 20, 9, null)));
    assertThat(run.markdown())
        .isEqualTo(
            """
            | what happens | requests of an agent | answered to it | most requests in a second, of 200 agents | all follow again after | from 5,000 nodes |
            |---|--:|--:|--:|--:|--:|
            | all start together | 4.0 | 20.0 KiB | 800 | 1.2 s |  |
            | nothing | 144.0 an hour | 1,024.0 KiB | 9 |  | 200 requests and 1,422 KiB a second |

            2026-11-27, a guest, kernel 6.1.0: `scripts/bench it`
            """);
    assertThat(FleetRun.of(run.json())).isEqualTo(run);
  }

  @Test
  void showsWhatCodeCostsAndWhatAllocatesATenthMoreThanBefore() {
    var before =
        new CodeRun(
            ORIGIN,
            List.of(
                new CodeRow("desire", 10, 1000, 100),
                new CodeRow("desire", 250, 1000, 100),
                new CodeRow("plan", 250, 1000, 100)));
    var now =
        new CodeRun(
            ORIGIN,
            List.of(
                new CodeRow("desire", 250, 1500, 110),
                new CodeRow("parse", null, 1.5, 10),
                new CodeRow("plan", 250, 500, 111)));
    assertThat(now.markdown())
        .startsWith(
            """
            | code | audio pods | a run | allocated in it |
            |---|--:|--:|--:|
            | desire | 250 | 1.5 µs | 110 B |
            | parse |  | 0.0 µs | 10 B |
            """);
    assertThat(now.comparedWith(before))
        .startsWith(
            """
            | code | audio pods | time | allocated |  |
            |---|--:|--:|--:|---|
            | desire | 250 | 1.50 | 1.10 |  |
            | parse |  | | | new |
            | plan | 250 | 0.50 | 1.11 | **allocates more** |
            """);
    assertThat(now.worseThan(before)).extracting(CodeRow::code).containsExactly("plan");
    assertThat(CodeRun.of(now.json())).isEqualTo(now);
  }

  private static ProtectionRound round(
      String remedy,
      long faults,
      long missed,
      List<Long> latest,
      @Nullable Long firstMiss,
      long mib,
      boolean killed) {
    return new ProtectionRound(remedy, faults, 1000, missed, latest, firstMiss, mib, killed);
  }
}

package io.audionode.code;

import static java.util.Objects.requireNonNull;

import io.audionode.docs.CodeRow;
import io.audionode.docs.CodeRun;
import io.audionode.docs.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package in the JVM of the image's options, and prints their table.
 *
 * <p>Arguments: where the figures go; the command to name; and if there is a third, the figures of
 * another run, with which these are compared: status 1 when anything allocates a tenth more.
 */
public final class CodeBenchmarks {
  private CodeBenchmarks() {}

  public static void main(String... arguments) throws IOException, RunnerException {
    var options =
        new OptionsBuilder()
            .include(CodeBenchmarks.class.getPackageName() + "\\..*")
            .forks(1)
            .jvmArgs("@" + Path.of("daemonset/java.options").toAbsolutePath())
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .build();
    var rows =
        new Runner(options)
            .run().stream()
                .map(CodeBenchmarks::row)
                .sorted(
                    Comparator.comparing(CodeRow::code)
                        .thenComparing(row -> Optional.ofNullable(row.pods()).orElse(0)))
                .toList();
    var run = new CodeRun(origin(arguments[1]), rows);
    Files.writeString(Path.of(arguments[0]), run.json());
    System.out.println(run.markdown());
    if (arguments.length > 2) {
      compare(run, CodeRun.of(Files.readString(Path.of(arguments[2]))));
    }
  }

  private static CodeRow row(RunResult result) {
    var pods = result.getParams().getParam("pods");
    return new CodeRow(
        result.getPrimaryResult().getLabel(),
        pods == null ? null : Integer.valueOf(pods),
        result.getPrimaryResult().getScore(),
        requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore());
  }

  /** This machine, now. */
  static Origin origin(String command) {
    return new Origin(
        command,
        LocalDate.now(ZoneOffset.UTC).toString(),
        System.getProperty("os.version"),
        "%d processors, JDK %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(), System.getProperty("java.version")));
  }

  private static void compare(CodeRun run, CodeRun before) {
    System.out.println(run.comparedWith(before));
    if (!run.worseThan(before).isEmpty()) {
      System.exit(1);
    }
  }
}

package io.audionode.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program run to its end, such as {@code docker}, with everything that it printed. */
record Command(List<String> command, int status, String output) {
  /** The emulated processor copies an image's layers for minutes. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** What {@code docker} printed; it must have succeeded. */
  static String docker(String... arguments) {
    return run(Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList()).succeeded();
  }

  static Command run(List<String> command) {
    try {
      var out = Files.createTempFile("command", ".out");
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " has no end: " + Files.readString(out));
      }
      return new Command(command, process.exitValue(), taken(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String taken(Path file) throws IOException {
    var text = Files.readString(file);
    Files.delete(file);
    return text;
  }

  String succeeded() {
    assertThat(status).as("%s: %s", String.join(" ", command), output).isZero();
    return output.strip();
  }
}

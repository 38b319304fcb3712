package io.audionode.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/** Whatever the bytes: a configuration that survives its own view, or problems; nothing else. */
class ConfigurationReaderProperties {
  @Property
  void readsAnyBytesOrSaysWhatIsWrong(@ForAll byte[] bytes) throws Exception {
    Path file = Files.createTempFile("config", ".yaml");
    try {
      check(() -> ConfigurationReader.read(Files.write(file, bytes)));
    } finally {
      Files.delete(file);
    }
  }

  @Property
  void readsAnyYamlOrSaysWhatIsWrong(@ForAll("yaml") String yaml) throws Exception {
    check(() -> ConfigurationReader.read(yaml, "config.yaml"));
  }

  @Property
  void readsTheDefaultsWithAnyDamageOrSaysWhatIsWrong(
      @ForAll("damage") String damage, @ForAll("yaml") String yaml) throws Exception {
    var text = new StringBuilder(Defaults.file());
    int at = Math.floorMod(damage.hashCode(), text.length());
    text.replace(at, Math.min(text.length(), at + damage.length()), yaml);
    check(() -> ConfigurationReader.read(text.toString(), "config.yaml"));
  }

  @Provide
  Arbitrary<String> yaml() {
    return Arbitraries.of(
            "placement",
            "profiles",
            "realtime",
            "threads",
            "names",
            "triggers",
            "memoryMin",
            "<<",
            ": ",
            "- ",
            "\n",
            "  ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "!!int ",
            "!x ",
            "!<%",
            "%YAML 9.9",
            "%TAG ! x",
            "---",
            "...",
            "'",
            "\"",
            "\\x",
            "\\U00110000",
            "|",
            ">",
            "#",
            "? ",
            "~",
            "1e999",
            "0x",
            "0o9",
            ".nan",
            "\0",
            "\u0085",
            "\ufeff",
            "\ud800",
            "𝄞",
            "100% request",
            "max")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> damage() {
    return Arbitraries.strings().ofMaxLength(40);
  }

  private interface Reading {
    Configuration read() throws Exception;
  }

  private static void check(Reading reading) throws Exception {
    try {
      Configuration configuration = reading.read();
      var dump = new Dump(DumpSettings.builder().build());
      var written = dump.dumpToString(ConfigurationView.of(configuration));
      assertThat(ConfigurationReader.read(written, "view")).isEqualTo(configuration);
    } catch (ConfigurationException e) {
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem.line()).isPositive());
      assertThat(e).hasMessageMatching("[^\\p{Cntrl}\\n]{1,500}(\\n[^\\p{Cntrl}\\n]{1,500}){0,99}");
    }
  }
}
